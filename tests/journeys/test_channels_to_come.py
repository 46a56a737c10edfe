"""What is dropped today for want of a channel: with every channel in use it reaches whom it is for."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogue.content import LiquidRenderer
from catalogue.publish import publish
from catalogue.shelf import MemoryShelf
from engine.contracts.commands import Deliver
from engine.definitions import Definitions
from engine.language.terms import Channel
from tests.journeys import resident
from tests.journeys.resident import FOLDER, Resident


@pytest.fixture(autouse=True)
def every_channel_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "journeys"
    shutil.copytree(FOLDER, folder)
    policy = folder / "policy.yaml"
    others = "".join(f"  {channel.value}: {{}}\n" for channel in Channel if channel is not Channel.EMAIL)
    written, count = re.subn(r"(?m)^(  email: \{.*\n)", rf"\1{others}", policy.read_text(encoding="utf-8"), count=1)
    assert count == 1
    policy.write_text(written, "utf-8")
    shelf = MemoryShelf()
    publish(folder, shelf, by="test", commit=None, at=datetime(2026, 1, 1, tzinfo=UTC))
    definitions, renderer = Definitions(shelf), LiquidRenderer(shelf)
    monkeypatch.setattr(resident, "definitions", lambda: definitions)
    monkeypatch.setattr(resident, "renderer", lambda: renderer)


def went(her: Resident) -> list[tuple[str, Channel, str]]:
    return [(one.message, one.channel, one.address) for one in her.commands if isinstance(one, Deliver)]


def test_a_new_line_is_written_to_at_its_own_number() -> None:
    her = Resident(phone="+4917000000")
    her.track("line_added", "2026-04-14 12:00", line_id="l-1", line={"number": "+4915550001", "name": "Mia"})
    her.track("line_added", "2026-04-14 12:05", line_id="l-2", line={"number": "+4915550002"})
    her.until("2026-05-01 00:00")
    assert sorted(went(her)) == [
        ("extra-line-hello", Channel.SMS, "+4915550001"),
        ("extra-line-hello", Channel.SMS, "+4915550002"),
        ("extra-line-ready", Channel.EMAIL, "c-1@example.com"),
        ("extra-line-ready", Channel.EMAIL, "c-1@example.com"),
        ("extra-line-tips", Channel.SMS, "+4915550001"),
        ("extra-line-tips", Channel.SMS, "+4915550002"),
    ]


def test_email_leads_and_sms_stands_in_only_where_there_is_none() -> None:
    both = Resident(phone="+4917000000")
    without = Resident(phone="+4917000000", email=None)
    for her in (both, without):
        her.buys("Fairphone 6", "2026-04-14 10:00")
    assert ("phone-welcome", Channel.EMAIL, "c-1@example.com") in went(both)
    assert ("phone-welcome", Channel.SMS, "+4917000000") in went(without)
