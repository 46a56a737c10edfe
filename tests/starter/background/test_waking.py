"""On a real server: what is paused for everybody waits without trying, and a resume wakes it in order."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from audit.database import read
from audit.shared_rows import hold_channel, pause, pauses, resume
from audit.tables.delivery import ClaimRow
from audit.tables.waiting import WaitingRow
from engine.contracts.shared_pause import SharedPause
from engine.language.terms import Channel
from starter.background.waking import Waker
from starter.main import app
from starter.operating.login import login_name
from starter.signaller import Signaller
from tests.starter.doorway import Doorway
from workflows.names import workflow_id

THANKS = SharedPause(kind="journey", name="thank-you")


def waker(doorway: Doorway) -> Waker:
    signaller = Signaller(doorway.temporal, doorway.settings.task_queue)
    return Waker(doorway.database, signaller, rate=10, pause=0.05)


def waits(doorway: Doorway, count: int) -> bool:
    return len(waiting(doorway)) == count


def waiting(doorway: Doorway) -> list[str]:
    rows = read(doorway.database, lambda connection: connection.execute(select(WaitingRow)).all())
    return sorted(row.customer_id for row in rows if row.woken_at is None)


async def woken_at(doorway: Doorway, name: str) -> int:
    """When she was told to look again, by the server's clock; what she does then may take any time."""
    history = await doorway.temporal.get_workflow_handle(workflow_id(name)).fetch_history()
    [at] = [
        event.event_time.ToNanoseconds()
        for event in history.events
        if event.workflow_execution_signaled_event_attributes.signal_name == "control"
    ]
    return at


async def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.05)


async def test_a_resume_wakes_who_waits_in_order_and_each_once(doorway: Doorway) -> None:
    client, stop = doorway.client(), asyncio.Event()
    pause(doorway.database, THANKS, by="ann")
    async with doorway.working():
        for n, name in enumerate(("w3", "w1", "w2"), 1):
            await client.identify(name, doorway.identify(email=f"{name}@example.com"))
            await client.track(name, doorway.track(properties={"quantity": 1, "amount": 9.9}))
            await until(partial(waits, doorway, n))
        [held] = (await client.status("w1")).held
        assert (held.reason, held.until) == ("paused", None)
        first, second = waker(doorway), waker(doorway)
        assert await first.once() == 0
        assert await doorway.mails(0) == 0
        resume(doorway.database, THANKS, by="ann")
        wakers = [asyncio.create_task(one.run(stop)) for one in (second, first)]
        await doorway.mails(3)
        stop.set()
        await asyncio.gather(*wakers)
        assert [await doorway.signals(name) for name in ("w1", "w2", "w3")] == [["identify", "track", "control"]] * 3
        woken = [await woken_at(doorway, name) for name in ("w3", "w1", "w2")]
    assert woken == sorted(woken)
    to = [recipient for mail in doorway.sendgrid.mailbox.after(0) for recipient in mail.recipients()]
    assert sorted(to) == ["w1@example.com", "w2@example.com", "w3@example.com"]
    assert waiting(doorway) == []
    claims = read(doorway.database, lambda connection: connection.execute(select(ClaimRow)).all())
    assert len(claims) == 3


async def test_a_customer_who_runs_no_more_is_told_and_forgotten(doorway: Doorway) -> None:
    """Whoever is woken without a message waits for nothing."""
    pause(doorway.database, THANKS, by="ann")
    client = doorway.client()
    async with doorway.working():
        await client.identify("w4", doorway.identify(email="w4@example.com"))
        await client.track("w4", doorway.track(properties={"quantity": 1, "amount": 9.9}))
        await until(lambda: waiting(doorway) == ["w4"])
        await doorway.temporal.get_workflow_handle("customer-w4").terminate()
        resume(doorway.database, THANKS, by="ann")
        wakes = waker(doorway)
        assert await wakes.once() == 1
        assert await wakes.once() == 0
        assert (await client.status("w4")).held == ()


@pytest.fixture
def typed(doorway: Doorway, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("DATABASE_URL", doorway.settings.database_url.get_secret_value())
    return lambda *words: CliRunner().invoke(app, words)


def test_operators_pause_and_resume_for_everybody(doorway: Doorway, typed: Callable[..., Result]) -> None:
    paused = typed("pause", "--everybody", "--journey", "thank-you", "--reason", "a wrong price")
    assert (paused.exit_code, paused.stdout) == (0, "paused for everybody: journey thank-you\n"), paused.stderr
    assert read(doorway.database, pauses) == (THANKS,)
    listed = typed("pauses").stdout
    assert all(word in listed for word in ("journey thank-you", login_name(), "a wrong price"))
    again = typed("pause", "--everybody", "--journey", "thank-you")
    assert again.exit_code == 1 and "is paused already" in again.stderr
    assert typed("resume", "--everybody", "--journey", "thank-you").exit_code == 0
    assert typed("pauses").stdout == "nothing is paused, held or full\n"
    for what in (("--message", "thank-you"), ("--department", "shop"), ("--channel", "email"), ()):
        assert typed("pause", "--everybody", *what).exit_code == 0
    assert len(read(doorway.database, pauses)) == 4


def test_a_resume_of_a_channel_ends_what_holds_it(doorway: Doorway, typed: Callable[..., Result]) -> None:
    hold_channel(doorway.database, Channel.EMAIL, datetime.now(UTC) + timedelta(hours=1), "the account is blocked")
    assert "the account is blocked" in typed("pauses").stdout
    assert (
        typed("resume", "--everybody", "--channel", "email", "--json").stdout == '{\n  "resumed": "channel email"\n}\n'
    )
    assert json.loads(typed("pauses", "--json").stdout) == {"paused": [], "held": [], "full": []}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pause",), "name either a customer or --everybody"),
        (("pause", "ann", "--everybody"), "name either a customer or --everybody"),
        (("pause", "ann", "--message", "thank-you"), "go with --everybody"),
        (("pause", "--everybody", "--message", "a", "--journey", "b"), "--message or --journey"),
        (("pause", "--everybody", "--journey", "thanks"), "no journey 'thanks' was ever published: there is collector"),
        (("pause", "--everybody", "--department", "bakery"), "no department 'bakery' was ever published: there is crm"),
        (("resume", "--everybody"), "everything is not paused"),
    ],
)
def test_what_cannot_be_meant_is_refused(typed: Callable[..., Result], words: tuple[str, ...], said: str) -> None:
    done = typed(*words)
    assert (done.exit_code, said in done.stderr) == (1, True), done.stderr
