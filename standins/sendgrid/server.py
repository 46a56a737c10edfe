"""Starts the stand-in in this process: one HTTP server for the API, the pages and the control endpoints."""

import socket
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from standins.inbox.page import icon, script, stylesheet
from standins.sendgrid.complaints import Complaint
from standins.sendgrid.control import Control
from standins.sendgrid.erase_job import EraseJob
from standins.sendgrid.faults import Faults
from standins.sendgrid.mail_send import MOST_BYTES, MailSend
from standins.sendgrid.mailbox import Mailbox
from standins.sendgrid.pages import Pages
from standins.sendgrid.replies import refused

LOOPBACK = "127.0.0.1"


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
    listening = _listen(host, port)
    try:
        mailbox = Mailbox(store)
    except OSError:
        listening.close()
        raise
    faults = Faults()
    # No access log: requests carry addresses.
    runner = web.AppRunner(_application(api_key, mailbox, faults), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.SockSite(runner, listening, backlog=1024).start()
    shown = f"[{host}]" if ":" in host else host
    return RunningSendGrid(f"http://{shown}:{listening.getsockname()[1]}", mailbox, faults, runner)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


def _application(api_key: str, mailbox: Mailbox, faults: Faults) -> web.Application:
    application = web.Application(client_max_size=MOST_BYTES, middlewares=[_api_errors])
    pages, control = Pages(mailbox), Control(mailbox, faults)
    application.add_routes(
        [
            web.post("/v3/mail/send", MailSend(api_key, mailbox, faults).handle),
            web.post("/v3/recipients/erasejob", EraseJob(api_key, mailbox).handle),
            web.get("/", pages.mails),
            web.get(r"/mails/{number:\d{1,9}}", pages.mail),
            web.get(r"/mails/{number:\d{1,9}}/html", pages.html_part),
            web.get("/inbox.css", stylesheet),
            web.get("/inbox.js", script),
            web.get("/inbox.svg", icon),
            web.get("/_standin/mails", control.mails),
            web.delete("/_standin/mails", control.forget_mails),
            web.get("/_standin/faults", control.faults),
            web.post("/_standin/faults", control.order_fault),
            web.delete("/_standin/faults", control.forget_faults),
        ]
    )
    return application


@web.middleware
async def _api_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The API tells an unknown path and a wrong method in its own shape."""
    try:
        return await handler(request)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
        if not request.path.startswith("/v3/"):
            raise
        return refused(error.status, [Complaint(HTTPStatus(error.status).phrase.lower())])
