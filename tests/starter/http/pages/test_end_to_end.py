"""From the mail to the held message: on a real server, with a worker, over the stand-in's own copy of the mail."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from engine.contracts.inputs import ConsentChange, Identify, Propose
from engine.contracts.views import Status
from engine.language.terms import Channel
from tests.starter.doorway import Doorway
from tests.starter.http.doors import doors_of
from tests.starter.http.pages.folder import FILES, write

BY_EMAIL = {"policy.yaml": FILES["policy.yaml"].replace("{ email: {}, sms: {} }", "{ email: {} }")}
EMAIL = ConsentChange(status="granted", channel=Channel.EMAIL)


def path_of(link: str) -> str:
    return "/" + link.strip("<>").split("/", 3)[3]


async def test_the_link_of_a_mail_stops_what_is_held(doorway: Doorway, tmp_path: Path) -> None:
    doorway.publish(write(tmp_path / "journeys", BY_EMAIL))
    client = doorway.client()
    async with doorway.working(), doors_of(doorway) as doors:
        await client.identify(
            "ann",
            Identify(
                id="hello",
                at=datetime.now(UTC),
                attributes={"email": "ann@example.com", "preferences": {"max_per_week": 1}},
                consents=(EMAIL,),
            ),
        )
        for number in ("first", "second"):
            await client.propose("ann", Propose(id=number, at=datetime.now(UTC), message="news"))
        await doorway.mails(1)
        await _when(doorway, waiting=1)
        [mail] = doorway.sendgrid.mailbox.after(0)
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = path_of(mail.headers["List-Unsubscribe"])
        assert f'href="{doorway.settings.public_url}{link}"' in mail.html
        assert f'href="{doorway.settings.public_url}/preferences/' in mail.html
        assert (await doors.http.get(link)).status_code == 200
        assert (await doors.http.post(link, data={"List-Unsubscribe": "One-Click"})).status_code == 200
        await doorway.drain().once()
        await _when(doorway, waiting=0)
    assert len(doorway.sendgrid.mailbox) == 1


async def _when(doorway: Doorway, waiting: int) -> None:
    """As soon as so many messages wait and none is on its way: a mail is there before its answer is told."""
    async with asyncio.timeout(60):
        while not _has(await doorway.client().status("ann"), waiting):
            await asyncio.sleep(0.05)


def _has(status: Status, waiting: int) -> bool:
    return len(status.held) == waiting and not status.in_flight
