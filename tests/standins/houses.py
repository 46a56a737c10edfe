"""All stand-ins on one server, a receiver of their webhooks, and one message on each channel."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import HttpUrl, SecretStr

from channels.tasks.adapter import TaskChannel
from channels.tasks.settings import TaskSettings
from engine.contracts.parcel import Hours, Parcel, Rendered, TaskTerms
from engine.language.terms import Channel
from standins.server import Accounts, RunningStandIns, start_stand_ins
from standins.serving import Served, serve
from tests.standins.asking import KEY, SEND
from tests.standins.payloads import payload

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSB0YXNrcyBmb3IgdGVzdHM="
ACCOUNT, TOKEN = "AC" + "0" * 32, "a token for tests"
EVENTS_KEY = (
    ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
)


@dataclass
class Receiver:
    """What our side would get: path, headers and body of every request; `refuse` of them are answered 503 first."""

    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    refuse: int = 0
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=503)
        self.requests.append((request.path_qs, dict(request.headers), await request.read()))
        self._came.set()
        return web.Response(status=204)

    def events(self) -> list[dict[str, object]]:
        """Those of SendGrid, in however many batches they came."""
        batches = [json.loads(body) for path, _, body in self.requests if path == "/webhooks/sendgrid"]
        return [event for batch in batches for event in batch]

    async def wait(self, count: int) -> list[tuple[str, dict[str, str], bytes]]:
        await self.until(lambda: len(self.requests) >= count)
        return self.requests

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not holds():
                self._came.clear()
                await self._came.wait()


@dataclass(frozen=True)
class Street:
    """Everything that runs."""

    running: RunningStandIns
    receiver: Receiver
    here: Served

    @property
    def url(self) -> str:
        return self.running.base_url

    async def mail(self, **changes: object) -> None:
        async with (
            aiohttp.ClientSession(self.url, headers={"Authorization": f"Bearer {KEY}"}) as http,
            http.post(SEND, json=payload(**changes)) as answer,
        ):
            assert answer.status == 202, await answer.text()

    async def text(self, body: str, to: str = "+4915112345678") -> None:
        form = {"To": to, "From": "+4930123456", "Body": body}
        url = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        basic = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}"}
        async with aiohttp.ClientSession(self.url) as http, http.post(url, data=form, headers=headers) as answer:
            assert answer.status == 201, await answer.text()

    async def task(self, channel: Channel, address: str, rendered: Rendered, message_id: str = "0f" * 16) -> None:
        settings = TaskSettings(
            endpoint=HttpUrl(f"{self.url}/tasks/{channel.value}"), secret=SecretStr(SECRET), public_only=False
        )
        adapter = TaskChannel(channel, settings)
        parcel = Parcel(
            message_id=message_id, attempt=1, message="m", title="A call to ask whether all is well", purpose="service",
            department="care", marketing=False, address=address, rendered=rendered,
        )  # fmt: skip
        answer = await adapter.send(parcel)
        await adapter.close()
        assert answer.answer == "accepted", answer


@asynccontextmanager
async def open_street() -> AsyncIterator[Street]:
    receiver = Receiver()
    here = await serve([web.post("/{path:.*}", receiver.take)])
    accounts = Accounts(
        sendgrid_api_key=KEY,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        task_secrets=(SECRET,),
        sendgrid_events_key=EVENTS_KEY,
        sendgrid_events_url=f"{here.base_url}/webhooks/sendgrid",
        twilio_inbound_url=f"{here.base_url}/webhooks/twilio",
        task_outcomes_url=f"{here.base_url}/webhooks/tasks",
    )
    running = await start_stand_ins(accounts)
    try:
        yield Street(running, receiver, here)
    finally:
        await running.close()
        await here.close()


def script(attempts: int = 2) -> Rendered:
    due = datetime.now(UTC) + timedelta(days=2)
    hours = Hours(zone="Europe/Berlin", start="09:00", end="17:30")
    return Rendered(
        text="Say hello.\n1. Does everything work?", task=TaskTerms(due=due, attempts=attempts, hours=hours)
    )


def postcard() -> Rendered:
    terms = TaskTerms(due=datetime.now(UTC) + timedelta(days=3), format="postcard-a6")
    style = "font-family:sans-serif;padding:24px"
    html = f'<body style="{style}"><h1>Welcome to Berlin</h1><p>Your shop is round the corner.</p>'
    return Rendered(html=html, task=terms)
