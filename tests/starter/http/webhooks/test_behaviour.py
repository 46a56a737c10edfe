"""What a webhook says becomes behaviour: stored, drained, absorbed by the real workflow over skipped time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx2
from sqlalchemy import text

from audit.database import read
from engine.contracts.inputs import Propose
from runtime.telemetry import Silent
from starter.background.drain import Drain
from starter.background.pace import Pace
from starter.background.workload import Workload
from starter.http.app import build_app
from starter.http.doors import doors_over
from starter.ledger_side import SqlLedgerSide, published_in
from starter.signaller import Signaller
from tests.house import Handle, House, open_house
from tests.starter.doorway import Doorway
from tests.starter.http.webhooks.signing import SendGridSigner
from tests.workflows.test_response_rates import folder_of
from workflows.customer import CustomerWorkflow

SIGNER = SendGridSigner()


@dataclass
class Provider:
    """SendGrid, as it calls us back, and the drain behind the door."""

    http: httpx2.AsyncClient
    drain: Drain
    house: House

    async def says(self, kind: str, number: int, **more: object) -> None:
        """Of the mail of that number, at this time of the house; and the customer has heard of it."""
        mail = self.house.mails()[number]
        event = {
            "event": kind,
            "sg_event_id": f"{kind}-{number}",
            "timestamp": int((await self.house.now()).timestamp()),
            **mail.custom_args,
            **more,
        }
        assert (await SIGNER.post(self.http, [event])).status_code == 204
        await self.drain.once()


@asynccontextmanager
async def provider_of(house: House) -> AsyncIterator[Provider]:
    settings = house.settings.model_copy(update={"sendgrid_webhook_key": SIGNER.public})
    app = build_app(doors_over(settings, house.client, house.database, Silent()))
    signaller = Signaller(house.client, house.settings.task_queue)
    workers = Workload(house.client, house.settings.task_queue)
    drain = Drain(SqlLedgerSide(house.database), published_in(house.database), signaller, Pace(workers, first=1000))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://doors.test") as http:
        yield Provider(http, drain, house)


async def mailed(house: House, handle: Handle, number: int) -> None:
    proposal = Propose(id=f"p-{number}", at=await house.now(), message="hello")
    await handle.signal(CustomerWorkflow.propose, proposal)
    await house.mailed(number)


async def dropped(house: House, reason: str) -> None:
    """Wait for a decision that drops for this reason."""
    query = text("SELECT COUNT(*) FROM decision WHERE verdict = 'drop' AND reason = :reason")
    async with asyncio.timeout(60):
        while not read(house.database, lambda connection: connection.scalar(query, {"reason": reason})):
            await asyncio.sleep(0.05)


async def test_deliveries_move_a_response_rate_and_a_hard_bounce_ends_the_mails(tmp_path: Path) -> None:
    async with open_house(tmp_path, folder_of(tmp_path)) as house, house.working(), provider_of(house) as sendgrid:
        handle = await house.customer("c-1")
        for number in range(5):
            await mailed(house, handle, number + 1)
            await sendgrid.says("delivered", number)
            await house.sleep(timedelta(hours=1))
        assert (await house.status(handle)).enrolments == ()
        await house.sleep(timedelta(days=4))
        [enrolment] = (await house.status(handle)).enrolments
        assert enrolment.journey == "low-response"
        await sendgrid.says("bounce", 4, type="bounce", reason="no such user")
        await handle.signal(CustomerWorkflow.propose, Propose(id="p-6", at=await house.now(), message="hello"))
        await dropped(house, "suppressed")
        assert len(house.mails()) == 5


async def test_who_unsubscribes_at_the_provider_gets_no_second_mail(doorway: Doorway) -> None:
    settings = doorway.settings.model_copy(update={"sendgrid_webhook_key": SIGNER.public})
    app = build_app(doors_over(settings, doorway.temporal, doorway.database, Silent()))
    client = doorway.client()
    async with (
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://doors.test") as http,
        doorway.working(),
    ):
        await client.identify("c-1", doorway.identify(email="c-1@example.com"))
        await client.track("c-1", doorway.track(properties={"quantity": 1, "amount": 9.5}))
        assert await doorway.mails(1) == 1
        [mail] = doorway.sendgrid.mailbox.after(0)
        event = {"event": "unsubscribe", "sg_event_id": "u", "timestamp": 1_792_000_000, **mail.custom_args}
        assert (await SIGNER.post(http, [event])).status_code == 204
        assert [kept.why for kept in doorway.inbox] == ["accepted"]
        assert await doorway.drain().once() == 1
        async with asyncio.timeout(60):
            while not any(item.subject == "unsubscribed" for item in await client.timeline("c-1")):
                await asyncio.sleep(0.05)
        query = text("SELECT COUNT(*) FROM consent WHERE status = 'denied' AND channel = 'email'")
        async with asyncio.timeout(60):
            while read(doorway.database, lambda connection: connection.scalar(query)) != 4:
                await asyncio.sleep(0.05)
        assert doorway.inbox == []
