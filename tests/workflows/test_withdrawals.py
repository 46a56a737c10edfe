"""A letter is taken back before it is printed: real workflow, ledger, task channel and direct-mail house."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

from pydantic import HttpUrl, SecretStr
from sqlalchemy import text

from audit.erasure import bury
from audit.queries.verifying import ledger_now
from channels.tasks.adapter import TaskChannel
from channels.tasks.settings import TaskSettings
from engine.contracts.inputs import Control, Identify
from engine.contracts.verbs import Erase
from engine.language.terms import Channel
from runtime.telemetry import Silent
from standins.serving import serve
from standins.tasks.service import Tasks
from starter.demo.skipped_time import POLLERS
from tests.house import Handle, House, open_house
from trials.auditing.verifying import within_ledger
from worker import composed
from workflows.customer import CustomerWorkflow

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSB0YXNrcyBmb3IgdGVzdHM="
FILES = {
    "policy.yaml": "policy: test\nzone: UTC\nchannels: { mail: { cut_off: 24h } }\n",
    "schema.yaml": "triggers: { purchase: {}, returned: {} }\ncustomer: { address: address }\n",
    "post.yaml": """
        journey: post
        title: A card
        department: care
        enter: { trigger: purchase, again: restart }
        exit: [ { trigger: returned, outcome: gone } ]
        steps:
          - { id: card, send: card }
          - { id: rest, wait: 9d }
    """,
    "content/card/message.yaml": "message: card\ntitle: Card\ndepartment: care\npurpose: lifecycle\nchannels: [mail]\n",
    "content/card/mail.html": "<p>Thank you</p>\n",
}


def written(folder: Path) -> Path:
    for name, lines in FILES.items():
        file = folder / "journeys" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(lines))
    return folder / "journeys"


@asynccontextmanager
async def post(folder: Path) -> AsyncIterator[tuple[House, Tasks]]:
    """The house with a direct-mail house beside it, and a customer's letters going there."""
    tasks = Tasks(secrets=(SECRET,))
    async with open_house(folder, written(folder)) as house:
        served = await serve(tasks.routes())
        try:
            adapter = TaskChannel(
                Channel.MAIL,
                TaskSettings(
                    endpoint=HttpUrl(f"{served.base_url}/tasks/mail"), secret=SecretStr(SECRET), public_only=False
                ),
            )
            async with composed(house.settings, house.client, Silent(), POLLERS, adapters=[adapter]) as worker, worker:
                yield house, tasks
        finally:
            await tasks.close()
            await served.close()


async def moves(house: House, handle: Handle, street: str) -> None:
    entry = Identify(
        id=house.new_id(), at=await house.now(), attributes={"address": {"street": street, "city": "Bonn"}}
    )
    await handle.signal(CustomerWorkflow.identify, entry)


async def until(house: House, handle: Handle, tasks: Tasks, *expected: tuple[str, str, str]) -> None:
    """Recipient, attempt and state of every letter, in order, within some seconds; and her workflow knows of it.

    Else the next step would call back a delivery in the moment in which it ends, which this server does not take.
    """
    found: list[tuple[str, str, str]] = []
    for _ in range(600):
        found = [(one.recipient, str(one.data["attempt"]), one.state) for one in tasks.book.after(0)]
        if found == list(expected) and not (await house.status(handle)).in_flight:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(found)


def outcomes(house: House) -> list[tuple[int, str, str | None]]:
    query = "SELECT attempt, outcome, why FROM delivery ORDER BY decided_at, attempt, revision"
    with house.database.connect() as connection:
        return [(one.attempt, one.outcome, one.why) for one in connection.execute(text(query))]


async def test_a_changed_address_an_exit_and_the_cut_off(tmp_path: Path) -> None:
    async with post(tmp_path) as (house, tasks):
        handle = await house.customer("c-1")
        await moves(house, handle, "Am Born 1")
        await house.track(handle, "purchase")
        await until(house, handle, tasks, ("Am Born 1, Bonn", "1", "open"))
        await moves(house, handle, "Kirchgasse 2")
        await until(house, handle, tasks, ("Kirchgasse 2, Bonn", "2", "open"))
        await house.track(handle, "returned")
        await until(house, handle, tasks, ("Kirchgasse 2, Bonn", "2", "cancelled"))
        await house.sleep(timedelta(seconds=5))
        told = [(item.what, item.detail) for item in await house.timeline(handle)]
        assert ("dropped", "exited") in told
        await house.track(handle, "purchase")
        await house.sleep(timedelta(hours=25))
        await house.track(handle, "returned")
        await house.sleep(timedelta(days=1))
        assert [one.state for one in tasks.book.after(0)] == ["cancelled", "open"]
        assert outcomes(house) == [
            (1, "accepted", None),
            (1, "withdrawn", "invalid_address"),
            (2, "accepted", None),
            (2, "withdrawn", "exited"),
            (1, "accepted", None),
        ]
        assert [*within_ledger(house.database, ledger_now(house.database) + timedelta(seconds=1))] == []


async def test_too_late_is_too_late_and_the_erased_get_no_letter(tmp_path: Path) -> None:
    async with post(tmp_path) as (house, tasks):
        handle = await house.customer("c-1")
        await moves(house, handle, "Am Born 1")
        await house.track(handle, "purchase")
        await until(house, handle, tasks, ("Am Born 1, Bonn", "1", "open"))
        [first] = tasks.book.after(0)
        await tasks.telling.step(first.id, "printed")
        await house.track(handle, "purchase")  # begins anew: the first card is printed already
        await until(house, handle, tasks, ("Am Born 1, Bonn", "1", "printed"), ("Am Born 1, Bonn", "1", "open"))
        await house.sleep(timedelta(seconds=5))
        assert ("outcome", "too late") in [(item.what, item.detail) for item in await house.timeline(handle)]
        bury(house.database, "c-1")
        order = Control(id=house.new_id(), at=await house.now(), order=Erase())
        await handle.signal(CustomerWorkflow.control, order)
        await handle.result()
        assert [one.state for one in tasks.book.after(0)] == ["printed", "cancelled"]
