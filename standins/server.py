"""One server with every stand-in: the providers' APIs, and an inbox in which each channel has its place."""

from dataclasses import dataclass
from pathlib import Path

from standins.inbox.boards import Boards
from standins.inbox.page import page_routes
from standins.sendgrid.event_webhook import EventWebhook
from standins.sendgrid.mailbox import Mailbox
from standins.sendgrid.server import SendGrid, application
from standins.serving import LOOPBACK, Served, listen, started
from standins.tasks.boards import boards_of
from standins.tasks.service import Tasks
from standins.twilio.board import Texts
from standins.twilio.service import Twilio
from standins.visits.board import Visits
from standins.webpush.board import Pushes
from standins.webpush.service import WebPush

PROVIDER = "every provider"


@dataclass(frozen=True)
class Accounts:
    """The keys that are taken, and where the providers' webhooks go; without those nobody is told of anything."""

    sendgrid_api_key: str
    twilio_account_sid: str
    twilio_auth_token: str
    task_secrets: tuple[str, ...]
    sendgrid_events_key: str = ""
    """P-256 key (PEM) that signs events"""
    sendgrid_events_url: str | None = None
    twilio_inbound_url: str | None = None
    task_outcomes_url: str | None = None
    doors_url: str = ""
    doors_key: str = ""
    """the HTTP doors and an API key: what waits for a customer is asked there; without them there is no such place"""


@dataclass(frozen=True)
class RunningStandIns:
    """Everything that takes requests until it is closed."""

    served: Served
    sendgrid: SendGrid
    twilio: Twilio
    webpush: WebPush
    tasks: Tasks

    @property
    def base_url(self) -> str:
        return self.served.base_url

    async def close(self) -> None:
        await self.served.close()
        for part in (self.sendgrid, self.twilio, self.webpush, self.tasks):
            await part.close()


async def start_stand_ins(
    accounts: Accounts, host: str = LOOPBACK, port: int = 0, *, store: Path | None = None
) -> RunningStandIns:
    """Port 0 takes a free one; `store` is the file that keeps the mails.

    Raises OSError where the port is taken or the file cannot be written.
    """
    listening = listen(host, port)
    try:
        mailbox = Mailbox(store)
    except OSError:
        listening.close()
        raise
    events = None
    if accounts.sendgrid_events_url is not None:
        events = EventWebhook(accounts.sendgrid_events_url, accounts.sendgrid_events_key)
        events.start()
    twilio = Twilio(accounts.twilio_account_sid, accounts.twilio_auth_token, accounts.twilio_inbound_url, reports=True)
    webpush, tasks = WebPush(), Tasks(accounts.task_secrets, accounts.task_outcomes_url)
    visits = [Visits(accounts.doors_url, accounts.doors_key)] if accounts.doors_url else []
    boards = Boards(
        [Texts(twilio.messages, twilio.telling), Pushes(webpush.messages), *boards_of(tasks), *visits],
        PROVIDER,
        lambda: len(mailbox),
    )
    sendgrid = SendGrid(accounts.sendgrid_api_key, mailbox, events, PROVIDER, boards.places)
    parts = (sendgrid, twilio, webpush, tasks, boards)
    routes = [route for part in parts for route in part.routes()]
    served = await started(application([*routes, *page_routes()]), listening, host)
    return RunningStandIns(served, sendgrid, twilio, webpush, tasks)
