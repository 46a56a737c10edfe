"""What a reader does with a mail in the inbox: opens it, follows a link, reports it, unsubscribes; and who is told."""

import base64

import aiohttp
from aiohttp import web

from standins.inbox.boards import refuse_strangers
from standins.inbox.reading import read
from standins.sendgrid.event_webhook import EventWebhook
from standins.sendgrid.events import Did, done
from standins.sendgrid.mailbox import Mail, Mailbox
from standins.sendgrid.messages import message_of

_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)


class Reading:
    """The endpoints that a reader's clicks lead to."""

    def __init__(self, mailbox: Mailbox, webhook: EventWebhook) -> None:
        self._mailbox = mailbox
        self._webhook = webhook

    def routes(self) -> list[web.RouteDef]:
        at = r"/mails/{number:\d{1,9}}"
        return [
            web.get(f"{at}/open.gif", self.opened),
            web.get(at + r"/links/{link:\d{1,4}}", self.followed),
            web.post(f"{at}/done", self.done),
        ]

    async def opened(self, request: web.Request) -> web.Response:
        """The pixel at the end of a mail."""
        self._tell(self._mail(request), "open")
        return web.Response(body=_PIXEL, content_type="image/gif", headers={"Cache-Control": "no-store"})

    async def followed(self, request: web.Request) -> web.Response:
        mail, number = self._mail(request), int(request.match_info["link"])
        links = read(mail.html).links
        if number >= len(links) or not links[number].target.lower().startswith(("http://", "https://")):
            raise web.HTTPNotFound(text="there is no such link\n")
        self._tell(mail, "click", links[number].target)
        raise web.HTTPFound(links[number].target)

    async def done(self, request: web.Request) -> web.Response:
        """`unsubscribe` sends what a mail client sends (RFC 8058); `spamreport` is told by the mailbox provider."""
        refuse_strangers(request)
        mail, action = self._mail(request), (await request.post()).get("action")
        match action:
            case "spamreport":
                self._tell(mail, "spamreport")
            case "unsubscribe":
                await _one_click(mail)
            case _:
                raise web.HTTPBadRequest(text="unsubscribe or spamreport\n")
        raise web.HTTPSeeOther(f"/mails/{mail.number}")

    def _tell(self, mail: Mail, did: Did, url: str | None = None) -> None:
        self._webhook.add([done(mail, did, url)])

    def _mail(self, request: web.Request) -> Mail:
        mail = self._mailbox.get(int(request.match_info["number"]))
        if mail is None:
            raise web.HTTPNotFound(text="there is no such mail\n")
        return mail


async def _one_click(mail: Mail) -> None:
    offered = message_of(mail).unsubscribing
    targets = offered.targets.split(",") if offered and offered.one_click else []
    urls = [url for one in targets if (url := one.strip().strip("<>")).startswith(("http://", "https://"))]
    if not urls:
        raise web.HTTPConflict(text="this mail offers no one-click unsubscribe\n")
    form = {"List-Unsubscribe": "One-Click"}
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False) as http,
            http.post(urls[0], data=form, allow_redirects=False) as answer,
        ):
            if answer.status >= 300:
                raise web.HTTPBadGateway(text=f"the sender answers {answer.status}: a mail client would try no more\n")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise web.HTTPBadGateway(text="the sender cannot be reached\n") from error
