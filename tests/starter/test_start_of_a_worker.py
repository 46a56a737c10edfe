"""A worker says at its start whom it may write to and through which host."""

import asyncio
import logging
from typing import Literal

import pytest

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
