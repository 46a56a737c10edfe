"""What the stand-in itself is asked: its mails as JSON, to forget them, to meet requests with faults."""

import json
from itertools import islice

from aiohttp import web

from standins.faults import Faults, parse_fault
from standins.sendgrid.mailbox import Mail, Mailbox

MOST_MAILS = 10_000
"""in one answer; `next` says where to go on"""


class Control:
    """The endpoints below `/_standin`."""

    def __init__(self, mailbox: Mailbox, faults: Faults) -> None:
        self._mailbox = mailbox
        self._faults = faults

    async def mails(self, request: web.Request) -> web.Response:
        """Oldest first; `?to=` (a part of a recipient's address), `?after=` (a number), `?limit=`."""
        limit = min(_number(request, "limit", 1000), MOST_MAILS)
        found = self._mailbox.after(_number(request, "after", 0), request.query.get("to", ""))
        mails = list(islice(found, limit))
        more = mails and next(found, None) is not None
        return web.json_response(
            {
                "total": len(self._mailbox),
                "mails": [mail_as_json(mail) for mail in mails],
                "next": mails[-1].number if more else None,
            }
        )

    async def forget_mails(self, _request: web.Request) -> web.Response:
        self._mailbox.clear()
        return web.Response(status=204)

    async def order_fault(self, request: web.Request) -> web.Response:
        # A page of another origin cannot send this type without asking first, and is never allowed.
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="send application/json\n")
        try:
            fault = parse_fault(json.loads(await request.read()))
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        self._faults.order(fault)
        return web.json_response({"coming": self._faults.coming()}, status=201)

    async def faults(self, _request: web.Request) -> web.Response:
        return web.json_response({"coming": self._faults.coming()})

    async def forget_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.Response(status=204)


def mail_as_json(mail: Mail) -> dict[str, object]:
    return {"from" if name == "sender" else name: value for name, value in vars(mail).items()}


def _number(request: web.Request, name: str, default: int) -> int:
    written = request.query.get(name, str(default))
    if not (written.isascii() and written.isdigit()):
        raise web.HTTPBadRequest(text=f"{name}={written!r}: write a whole number\n")
    return int(written)
