"""`twostep replay`: histories in files and customers of a server, with its exit codes."""

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from audit.database import write
from audit.keys import destroy_key
from engine.localtime import targets
from runtime.dev_server import find_binary
from runtime.encryption.master_keys import new_master_keys
from starter.cli.replaying import DIVERGES, MISUSE
from tests.replay.committed import HISTORIES, all_runs
from tests.replay.shapes import SHAPES
from tests.starter.command import twostep
from tests.starter.doorway import Doorway

SHELF = str(HISTORIES / "shelf")
WAITS = HISTORIES / "waits" / "1.history.json"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No ledger and no keys unless the test says so; the level of the SDK's log is as before afterwards."""
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "nowhere"))
    for name in ("DATABASE_URL", "TEMPORAL_ADDRESS", "MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    yield
    logging.getLogger("temporalio").setLevel(logging.NOTSET)


def test_committed_histories_replay_with_the_shelf_beside_them() -> None:
    done = twostep("replay", "--file", HISTORIES)
    assert done.exit_code == 0, done.output
    runs = all_runs()
    assert done.stdout.startswith(f"{len(SHAPES)} customers, {len(runs)} runs: all go on with build ")


def test_a_diverging_history_ends_with_one_and_names_event_and_values(monkeypatch: pytest.MonkeyPatch) -> None:
    before = targets.days_at
    monkeypatch.setattr(targets, "days_at", lambda *given: before(*given) + timedelta(minutes=1))
    done = twostep("replay", "--file", WAITS, "--catalogue", SHELF)
    assert done.exit_code == DIVERGES
    assert "1 of 1 customers would not go on" in done.stdout and str(WAITS) in done.stdout
    assert "(TimerStarted, timer " in done.stdout and "seconds: recorded " in done.stdout
    assert "what to do, the first that fits" in done.stdout
    told = json.loads(twostep("replay", "--file", WAITS, "--catalogue", SHELF, "--json").stdout)
    [verdict] = told["diverging"]
    assert (verdict["divergence"]["how"], verdict["divergence"]["event_type"]) == ("differs", "TimerStarted")


def test_a_history_whose_parts_are_missing_is_told_apart_from_a_diverging_one(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    done = twostep("replay", "--file", WAITS, "--catalogue", tmp_path)
    assert done.exit_code == MISUSE
    assert "cannot be judged" in done.stdout and "catalogue " in done.stdout and "--catalogue" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say what to replay, one of"),
        (["ann", "--all"], "say what to replay, one of"),
        (["--all", "--catalogue", SHELF], "--catalogue goes with --file"),
        (["--file", str(WAITS), "--present"], "--present goes with customers"),
        (["--file", "nowhere.json"], "nowhere.json is not there"),
        (["--file", SHELF], "holds no history"),
        (["--file", str(WAITS).replace("history", "state"), "--catalogue", SHELF], "is no history"),
        (["--file", str(WAITS), "--catalogue", "nowhere"], "--catalogue nowhere: there is no folder `catalogue`"),
        (["--file", str(WAITS)], "give its folder with --catalogue DIR, or the ledger"),
    ],
)
def test_misuse_ends_with_two_and_says_what_to_write(words: list[str], said: str) -> None:
    done = twostep("replay", *words)
    assert done.exit_code == MISUSE
    assert said in done.stderr


@pytest.fixture
def surroundings(doorway: Doorway, monkeypatch: pytest.MonkeyPatch) -> Doorway:
    key = doorway.settings.master_key
    assert key is not None
    monkeypatch.setenv("DATABASE_URL", doorway.settings.database_url.get_secret_value())
    monkeypatch.setenv("TEMPORAL_ADDRESS", doorway.temporal.service_client.config.target_host)
    monkeypatch.setenv("MASTER_KEY", key.get_secret_value())
    return doorway


async def test_customers_of_a_server_and_their_encrypted_export_replay(
    surroundings: Doorway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = surroundings.client()
    async with surroundings.working():
        await client.identify("replay-1", surroundings.identify(email="replay-1@example.com"))
        await client.track("replay-1", surroundings.track(properties={"quantity": 1, "amount": 9.9}))
        await surroundings.mails(1)
    done = await asyncio.to_thread(twostep, "replay", "replay-1")
    assert (done.exit_code, done.stdout.split(":")[0]) == (0, "1 customer, 1 run"), done.output
    done = await asyncio.to_thread(twostep, "replay", "replay-1", "replay-nobody")
    assert done.exit_code == MISUSE and "there is no customer 'replay-nobody'" in done.stderr

    exported = tmp_path / "exported.json"
    exported.write_text(await _exported(surroundings, "replay-1"))
    assert "replay-1@example.com" not in exported.read_text()
    done = await asyncio.to_thread(twostep, "replay", "--file", exported)
    assert done.exit_code == 0, done.output
    monkeypatch.setenv("MASTER_KEY", new_master_keys())
    done = await asyncio.to_thread(twostep, "replay", "--file", exported)
    assert done.exit_code == MISUSE and "exported.json cannot be decrypted: " in done.stderr
    write(surroundings.database, lambda connection: destroy_key(connection, "replay-1"))
    done = await asyncio.to_thread(twostep, "replay", "--file", exported)
    assert done.exit_code == MISUSE and "the customer was erased: her key is destroyed" in done.stdout, done.output
    monkeypatch.delenv("MASTER_KEY")
    done = await asyncio.to_thread(twostep, "replay", "--file", exported)
    assert done.exit_code == MISUSE and "exported.json is encrypted: set MASTER_KEY" in done.stderr


async def _exported(doorway: Doorway, customer: str) -> str:
    """By Temporal's own command line."""
    address = doorway.temporal.service_client.config.target_host
    words = ("workflow", "show", "-w", f"customer-{customer}", "--output", "json", "--address", address)
    process = await asyncio.create_subprocess_exec(str(find_binary()), *words, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()
