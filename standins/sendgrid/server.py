"""The stand-in for SendGrid as a part of a server, and such a server with nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from standins.control import FaultControl
from standins.faults import Faults
from standins.inbox.board_model import Place
from standins.inbox.page import page_routes
from standins.sendgrid.complaints import Complaint
from standins.sendgrid.control import Control
from standins.sendgrid.erase_job import EraseJob
from standins.sendgrid.event_webhook import EventWebhook
from standins.sendgrid.events import fate
from standins.sendgrid.mail_send import MOST_BYTES, MailSend
from standins.sendgrid.mailbox import Mail, Mailbox
from standins.sendgrid.pages import Pages
from standins.sendgrid.reading import Reading
from standins.sendgrid.replies import refused
from standins.serving import LOOPBACK, listen, started

__all__ = ["LOOPBACK", "RunningSendGrid", "SendGrid", "start_sendgrid"]


@dataclass
class SendGrid:
    """`webhook` is told of events; `places` are those of all channels, where there are others."""

    api_key: str
    mailbox: Mailbox
    webhook: EventWebhook | None = None
    provider: str = "SendGrid"
    places: Callable[[], Sequence[Place]] = tuple
    faults: Faults = field(default_factory=Faults)

    def routes(self) -> list[web.RouteDef]:
        pages = Pages(
            self.mailbox, counted=self.webhook is not None, provider=self.provider, places=lambda: self.places()
        )
        control = Control(self.mailbox)
        reading = Reading(self.mailbox, self.webhook).routes() if self.webhook is not None else []
        return [
            web.post("/v3/mail/send", MailSend(self.api_key, self.mailbox, self.faults, self._taken).handle),
            web.post("/v3/recipients/erasejob", EraseJob(self.api_key, self.mailbox).handle),
            web.get("/", pages.mails),
            web.get(r"/mails/{number:\d{1,9}}", pages.mail),
            web.get(r"/mails/{number:\d{1,9}}/html", pages.html_part),
            web.get("/_standin/mails", control.mails),
            web.delete("/_standin/mails", control.forget_mails),
            *FaultControl(self.faults).routes("/_standin/faults"),
            *reading,
        ]

    async def close(self) -> None:
        if self.webhook is not None:
            await self.webhook.close()
        self.mailbox.close()

    def _taken(self, mail: Mail) -> None:
        if self.webhook is not None:
            self.webhook.add(fate(mail))


@dataclass(frozen=True)
class RunningSendGrid:
    """A server that takes requests until it is closed."""

    base_url: str
    mailbox: Mailbox
    faults: Faults
    runner: web.AppRunner

    async def close(self) -> None:
        await self.runner.cleanup()
        self.mailbox.close()


async def start_sendgrid(
    host: str = LOOPBACK, port: int = 0, *, api_key: str, store: Path | None = None
) -> RunningSendGrid:
    """Port 0 takes a free one; `store` is the file that keeps the mails.

    Raises OSError where the port is taken or the file cannot be written.
    """
    # Bound before anything else, so that a second start on a taken port leaves the first one's file alone.
    listening = listen(host, port)
    try:
        mailbox = Mailbox(store)
    except OSError:
        listening.close()
        raise
    part = SendGrid(api_key, mailbox)
    served = await started(application([*part.routes(), *page_routes()]), listening, host)
    return RunningSendGrid(served.base_url, mailbox, part.faults, served.runner)


def application(routes: Sequence[web.RouteDef]) -> web.Application:
    """An application that takes mails as large as SendGrid takes them, and tells errors as its API does."""
    made = web.Application(client_max_size=MOST_BYTES, middlewares=[_api_errors])
    made.add_routes(routes)
    return made


@web.middleware
async def _api_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The API tells an unknown path and a wrong method in its own shape."""
    try:
        return await handler(request)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
        if not request.path.startswith("/v3/"):
            raise
        return refused(error.status, [Complaint(HTTPStatus(error.status).phrase.lower())])
