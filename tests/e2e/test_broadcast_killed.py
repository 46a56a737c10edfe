"""A broadcast dies in the middle and goes on: everybody is proposed to exactly once, with its bookmark or without."""

import asyncio
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.contracts.inputs import ConsentChange, Identify
from runtime.telemetry import Silent
from starter.opening import journey_client
from tests.e2e.conftest import Place
from tests.e2e.processes import kill, worker_process
from tests.e2e.waiting import until
from tests.house import settings_for

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

_CUSTOMERS = 60


@pytest.mark.parametrize("bookmark", ["kept", "lost"])
async def test_everybody_gets_it_exactly_once(place: Place, tmp_path: Path, bookmark: str) -> None:
    customers = [f"b-{bookmark}-{n}" for n in range(_CUSTOMERS)]
    audience, mark = tmp_path / "audience.txt", tmp_path / "bookmark"
    audience.write_text("\n".join(customers))
    await _known(place, customers)
    async with worker_process(place.environment):
        # else the broadcast could be through before the worker, busy with them, has recorded enough to kill it
        await until(lambda: place.rows("input WHERE kind = 'identify'") == _CUSTOMERS, seconds=60)
        doomed = await _begin(place, audience, mark, "10/s")
        await until(lambda: _proposed(place) > _CUSTOMERS // 3, seconds=60)
        kill(doomed)
        await doomed.wait()
        assert _proposed(place) < _CUSTOMERS
        if bookmark == "lost":
            mark.unlink()
        again = await _begin(place, audience, mark, "30/s")
        assert await again.wait() == 0
        await until(lambda: place.mails() >= _CUSTOMERS, seconds=60)
    with place.database.connect() as connection:
        proposed = Counter(connection.scalars(text("SELECT customer_id FROM input WHERE kind = 'propose'")))
        decided = Counter(connection.scalars(text("SELECT customer_id FROM decision WHERE broadcast = 'spring'")))
    assert proposed == decided == Counter(customers)
    assert place.mails() == _CUSTOMERS


def _proposed(place: Place) -> int:
    return place.rows("input WHERE kind = 'propose'")


async def _begin(place: Place, audience: Path, mark: Path, rate: str) -> asyncio.subprocess.Process:
    words = ("--audience", str(audience), "--message", "hello", "--rate", rate, "--resume", str(mark))
    command = (sys.executable, "-m", "starter.main", "propose", *words, "--name", "spring")
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(*command, env=place.environment, stdout=quiet)


async def _known(place: Place, customers: list[str]) -> None:
    settings = settings_for(place.url, place.sendgrid.base_url).model_copy(update={"task_queue": place.task_queue})
    client = journey_client(settings, place.client, place.database, Silent())
    granted = (ConsentChange(status="granted"),)
    now = datetime.now(UTC)
    await asyncio.gather(
        *(
            client.identify(
                one, Identify(id=f"in-{one}", at=now, attributes={"email": f"{one}@example.com"}, consents=granted)
            )
            for one in customers
        )
    )
