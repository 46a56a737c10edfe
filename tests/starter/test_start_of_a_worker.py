"""A worker says at its start whom it may write to and through which host; it needs the master key of its ledger."""

import asyncio
import logging
from typing import Literal

import pytest
from pydantic import SecretStr

from runtime.encryption.master_keys import MasterKeyMissing, new_master_keys
from starter.http.serving import opened_doors
from starter.serve import serve
from tests.starter.doorway import Doorway
from worker import run_worker


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
