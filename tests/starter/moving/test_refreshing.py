"""Refreshes on a real server: everybody who is there is told, also whom the ledger has not heard of yet."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from audit.database import write
from audit.queries.directory import directory
from audit.queries.refreshes import refreshes
from audit.refreshing import Job, Refreshes
from starter.ledger_side import published_in
from starter.main import app
from starter.moving.refreshing import RENEWED_EVERY, Refreshing
from starter.ports import Taken
from tests.starter.doorway import RECORD_SHOP, Doorway

LOYAL = """\
journey: loyal
title: Loyal
department: care
enter:
  condition: count(purchase) >= 1 or count(returned) >= 1
  existing: { enrol: true, pace: 100 per 1s }
steps:
  - { id: rest, wait: 30d }
"""
SIGNALS = 20
"""that a run takes on the tests' server"""
CLOCK = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


def with_loyal(folder: Path, journey: str = LOYAL) -> Path:
    """The record shop with one journey more, and a trigger that nobody asked for before."""
    shop = folder / "shop"
    shutil.copytree(RECORD_SHOP, shop, dirs_exist_ok=True)
    schema = (RECORD_SHOP / "schema.yaml").read_text()
    schema = schema.replace("triggers:\n", "triggers:\n  returned: { quantity: number }\n")
    (shop / "schema.yaml").write_text(schema)
    (shop / "journeys" / "loyal.yaml").write_text(journey)
    return shop


def refreshing(doorway: Doorway, renewed_every: float = RENEWED_EVERY) -> Refreshing:
    """One more process."""
    published, queue = published_in(doorway.database), doorway.settings.task_queue
    return Refreshing(doorway.database, doorway.temporal, queue, published, pause=0.05, renewed_every=renewed_every)


def hurry(doorway: Doorway, *more: str) -> None:
    """Do not wait until the doors know."""
    statement = f"UPDATE refresh SET next_at = {', '.join([CLOCK, *more])}"
    write(doorway.database, lambda connection: connection.execute(text(statement)))


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not await holds():
            await asyncio.sleep(0.05)


async def listed(doorway: Doorway, count: int) -> None:
    """Temporal's list of workflows lags behind a little."""

    async def all_there() -> bool:
        found = await doorway.temporal.count_workflows(f"TaskQueue = '{doorway.settings.task_queue}'")
        return found.count == count

    await until(all_there)


async def all_done(doorway: Doorway) -> bool:
    return all(one.state == "done" for one in refreshes(doorway.database))


def inside(doorway: Doorway, journey: str = "loyal") -> list[str]:
    lines = directory(doorway.database)
    return [line.customer_id for line in lines if any(one.journey == journey for one in line.enrolments)]


async def test_everybody_who_meets_the_condition_is_enrolled_by_several_processes(
    doorway: Doorway, tmp_path: Path
) -> None:
    client, stop = doorway.client(), asyncio.Event()
    async with doorway.working():
        for name in ("r1", "r2", "r3"):  # of these the ledger has heard nothing: nothing was decided
            await client.identify(name, doorway.identify(email=f"{name}@example.com"))
        await client.track("r2", doorway.track())
        assert await client.track("r3", doorway.track("returned")) is Taken.STORED
        assert await client.track("r4", doorway.track("returned")) is Taken.STORED  # she has no workflow
        await listed(doorway, 3)
        assert doorway.publish(with_loyal(tmp_path)) == 2
        hurry(doorway)
        dead = Refreshes(doorway.database, "dead").claim()
        assert dead is not None
        hurry(doorway, "lease_until = NULL")
        works = [asyncio.create_task(refreshing(doorway).run(stop)) for _ in range(2)]
        await until(lambda: all_done(doorway))
        stop.set()
        await asyncio.gather(*works)

        async def three_inside() -> bool:
            return inside(doorway) == ["r2", "r3", "r4"]

        await until(three_inside)
        assert (await client.status("r1")).enrolments == ()
        assert (await client.status("r1")).catalogue == 2
    assert [(one.kind, one.done, one.total) for one in refreshes(doorway.database)] == [("enrol", 4, 4), ("look", 4, 4)]
    assert doorway.inbox == []


async def test_who_is_enrolled_late_enters_what_is_published_by_then(doorway: Doorway, tmp_path: Path) -> None:
    client = doorway.client()
    async with doorway.working():
        await client.track("o1", doorway.track(backfill=True))

        async def works() -> bool:
            return (await client.status("o1")).catalogue == 1

        await until(works)
        await listed(doorway, 1)
        doorway.publish(with_loyal(tmp_path))
        doorway.publish(with_loyal(tmp_path, LOYAL.replace("rest", "recover")))
        hurry(doorway)
        work = refreshing(doorway)
        while not await all_done(doorway):
            await work.once()
            hurry(doorway)

        async def enrolled() -> bool:
            return [one.step for one in (await client.status("o1")).enrolments] == ["recover"]

        await until(enrolled)


async def test_what_a_run_does_not_take_any_more_stays_in_the_inbox(doorway: Doorway, tmp_path: Path) -> None:
    client, kept = doorway.client(), doorway.track("returned")
    assert await client.track("l1", kept) is Taken.STORED
    for _ in range(SIGNALS):
        assert await client.track("l1", doorway.track()) is Taken.SIGNALLED
    await listed(doorway, 1)
    doorway.publish(with_loyal(tmp_path))
    hurry(doorway)
    work = refreshing(doorway)
    while not await all_done(doorway):
        await work.once()
        hurry(doorway)
    assert [(one.input.id == kept.id, one.input.kind, one.why) for one in doorway.inbox] == [
        (True, "track", "not_of_interest"),
        (False, "control", "signal_limit"),
        (False, "control", "signal_limit"),
    ]


async def test_the_lease_is_renewed_while_telling_takes_its_time(
    doorway: Doorway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed: list[int] = []
    renew = Refreshes.renew

    def noticed(refreshes: Refreshes, job: Job) -> None:
        renew(refreshes, job)
        renewed.append(job.id)

    monkeypatch.setattr(Refreshes, "renew", noticed)
    for name in ("n1", "n2"):
        await doorway.client().track(name, doorway.track())
    await listed(doorway, 2)
    doorway.publish(with_loyal(tmp_path))
    hurry(doorway)
    work = refreshing(doorway, renewed_every=0)
    while not renewed:
        await work.once()
        hurry(doorway)
    assert renewed == [1, 1]


async def test_doors_and_workers_know_a_new_publication_without_a_restart(doorway: Doorway, tmp_path: Path) -> None:
    client = doorway.client()
    async with doorway.working():
        await client.identify("r5", doorway.identify(email="r5@example.com"))

        async def works() -> bool:
            return (await client.status("r5")).catalogue == 1

        await until(works)
        on_return = LOYAL.replace("count(purchase) >= 1 or ", "")
        assert doorway.publish(with_loyal(tmp_path, on_return)) == 2
        assert await client.track("r5", doorway.track("returned")) is Taken.SIGNALLED

        async def entered() -> bool:
            return [one.journey for one in (await client.status("r5")).enrolments] == ["loyal"]

        await until(entered)
        assert (await client.status("r5")).catalogue == 2


def test_the_command_line_shows_them_and_begins_one(
    doorway: Doorway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", doorway.settings.database_url.get_secret_value())

    def typed(*words: str) -> str:
        return CliRunner().invoke(app, list(words)).output

    assert "nothing was ever published" in typed("refreshes")
    assert "no journey 'loyal' is entered by a condition: there is win-back" in typed("refresh", "loyal")
    assert "'win-back' ignores those who meet its condition" in typed("refresh", "win-back")
    doorway.publish(with_loyal(tmp_path))
    assert "'loyal' is being refreshed already" in typed("refresh", "loyal")
    write(doorway.database, lambda connection: connection.execute(text("UPDATE refresh SET outcome = 'done'")))
    write(doorway.database, lambda connection: connection.execute(text(f"UPDATE refresh SET finished_at = {CLOCK}")))
    assert "'fast' is no pace" in typed("refresh", "loyal", "--pace", "fast")
    assert "begun, under catalogue 2" in typed("refresh", "loyal", "--pace", "5 per 1m")
    table = typed("refreshes")
    assert [line.split()[1:8] for line in table.splitlines()[1:]] == [
        ["enrol", "loyal", "2", "0", "?", "5", "per"],
        ["enrol", "loyal", "2", "0", "0", "100", "per"],
        ["meet", "loyal", "2", "0", "0", "20", "per"],
    ]


async def test_who_is_inside_is_moved_after_a_preview(
    doorway: Doorway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", doorway.settings.database_url.get_secret_value())
    on_return = LOYAL[: LOYAL.index("enter:")] + "enter: { trigger: returned, again: parallel }\n"
    old = on_return + "steps:\n  - { id: rest, wait: 30d }\n  - { id: more, wait: 30d }\n"
    new = on_return + "steps:\n  - { id: pause, wait: 40d }\n  - { id: more, wait: 50d }\n"

    def typed(*words: str) -> str:
        return CliRunner().invoke(app, ["migrate", "loyal", *words]).output

    doorway.publish(with_loyal(tmp_path, old))
    client, stop = doorway.client(), asyncio.Event()
    async with doorway.working():
        for name in ("m1", "m2"):
            await client.track(name, doorway.track("returned"))

        async def both_inside() -> bool:
            return inside(doorway) == ["m1", "m2"]

        await until(both_inside)
        assert await asyncio.to_thread(typed) == "nobody is in an older version of loyal\n"
        assert doorway.publish(with_loyal(tmp_path, new)) == 3
        shown = await asyncio.to_thread(typed, "--preview")
        assert "rest" in shown
        assert "2           moves to more" in shown
        assert list(refreshes(doorway.database)) == []
        assert "has no step 'nowhere'" in await asyncio.to_thread(typed, "--map", "rest=nowhere")
        assert "has a step 'rst'" in await asyncio.to_thread(typed, "--map", "rst=pause")
        begun = await asyncio.to_thread(typed, "--map", "rest=pause")
        assert "goes on standing at pause" in begun
        assert "is being moved already" in await asyncio.to_thread(typed)
        hurry(doorway)
        work = asyncio.create_task(refreshing(doorway).run(stop))
        await until(lambda: all_done(doorway))
        stop.set()
        await work

        async def moved() -> bool:
            lines = directory(doorway.database)
            return {
                (one.step, (one.deadline or one.since) - one.since) for line in lines for one in line.enrolments
            } == {("pause", timedelta(days=40))}

        await until(moved)
    [job] = refreshes(doorway.database)
    assert (job.kind, job.state, job.done, job.total) == ("migrate", "done", 2, 2)
    assert await asyncio.to_thread(typed) == "nobody is in an older version of loyal\n"
