"""What the stand-in itself is asked: its mails as JSON, and to forget them."""

from itertools import islice

from aiohttp import web

from standins.sendgrid.mailbox import Mail, Mailbox

MOST_MAILS = 10_000
"""in one answer; `next` says where to go on"""


class Control:
    """The endpoints below `/_standin`."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

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


def mail_as_json(mail: Mail) -> dict[str, object]:
    return {"from" if name == "sender" else name: value for name, value in vars(mail).items()}


def _number(request: web.Request, name: str, default: int) -> int:
    written = request.query.get(name, str(default))
    if not (written.isascii() and written.isdigit()):
        raise web.HTTPBadRequest(text=f"{name}={written!r}: write a whole number\n")
    return int(written)
