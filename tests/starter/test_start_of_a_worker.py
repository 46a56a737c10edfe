"""A worker says at its start whom it may write to and through which host; it needs the master key of its ledger."""

import asyncio
import logging
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest
from pydantic import SecretStr

from audit.database import open_database
from audit.keys import SqlKeyStore
from audit.migrate import migrate
from runtime.encryption.master_keys import MasterKeyMissing, MasterKeys, new_master_keys
from starter.http.serving import opened_doors
from starter.serve import serve
from tests.databases import sqlite_url
from tests.e2e.processes import environment
from tests.keys import MASTER_KEY
from tests.starter.doorway import Doorway
from worker import run_worker

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("profile", ["development", "production"])
async def test_the_profile_is_in_the_log(
    doorway: Doorway, caplog: pytest.LogCaptureFixture, profile: Literal["development", "production"]
) -> None:
    caplog.set_level(logging.INFO, "worker")
    allowed = frozenset({"ann@example.com", "@example.org"})
    settings = doorway.settings.model_copy(update={"profile": profile, "recipient_allowlist": allowed})
    stop = asyncio.Event()
    stop.set()
    await run_worker(settings, doorway.temporal, stop=stop)
    assert f"profile {profile}, 2 allow-list entries, email by sendgrid" in caplog.messages
    assert "ann@" not in caplog.text


@pytest.mark.parametrize(
    ("keys", "said"),
    [("m2", "wrapped by the master key 'test'"), ("test", "is not the one that wrapped the data keys")],
)
async def test_without_the_master_key_of_this_ledger_nothing_starts(doorway: Doorway, keys: str, said: str) -> None:
    await doorway.client().identify("m1", doorway.identify(email="m1@example.com"))
    other = SecretStr(new_master_keys().replace("m1:", f"{keys}:"))
    settings = doorway.settings.model_copy(update={"master_key": other})
    with pytest.raises(MasterKeyMissing, match=said):
        await serve(settings, doorway.temporal, asyncio.Event())
    with pytest.raises(MasterKeyMissing, match=said):
        async with opened_doors(settings):
            pass


def test_neither_does_a_worker_alone(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    ledger = open_database(url)
    migrate(ledger)
    SqlKeyStore(ledger).add(MasterKeys.read(MASTER_KEY).wrap("ann", "k1", b"d" * 32))
    ledger.dispose()
    nowhere = "127.0.0.1:9"
    env = environment(nowhere, url, f"http://{nowhere}", "none") | {"MASTER_KEY": new_master_keys()}
    done = subprocess.run(
        [sys.executable, "worker.py"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert done.stderr.startswith("data keys are wrapped by the master key 'test', and MASTER_KEY has only m1")
