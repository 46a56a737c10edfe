"""A worker that lacks what is published does not start, and says what it lacks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import SecretStr

from catalogue.publish import publish
from catalogue.shelf import MemoryShelf
from channels.allow_list import RecipientAllowList
from engine.contracts.answers import NotNow, Refused
from engine.contracts.inquiry import Finding, Inquiry, NotThere
from engine.contracts.ports import ChannelAdapter, LookupSource
from engine.definitions import Definitions
from engine.language.terms import Channel
from tests.channels.contract import parcel
from tests.house import settings_for
from tests.stores import Stores
from tests.workflows import journeys
from worker import WorkerIncomplete, build_adapters, build_inquirers, check_complete


def _check(folder: Path, adapters: tuple[ChannelAdapter, ...], sources: Mapping[str, LookupSource]) -> None:
    shelf = MemoryShelf()
    publish(journeys.write(folder), shelf, by="test", commit=None, at=datetime.now(UTC))
    check_complete(Definitions(shelf), shelf.in_force(), adapters, sources)


def test_a_worker_with_everything_starts(tmp_path: Path) -> None:
    adapters = build_adapters(settings_for("sqlite:///unused.db", "http://127.0.0.1:9"))
    assert isinstance(adapters[0], RecipientAllowList)
    _check(tmp_path, adapters, {"store": Stores()})


def test_everything_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkerIncomplete) as told:
        _check(tmp_path, (), {})
    assert "LOOKUPS=store=package.module:Class" in str(told.value)
    assert "channel 'email' of policy.yaml" in str(told.value)


def test_with_nothing_published_there_is_nothing_to_lack() -> None:
    check_complete(Definitions(MemoryShelf()), 0, (), {})


def test_a_rate_of_nobody_is_named() -> None:
    settings = settings_for("sqlite:///unused.db", "http://127.0.0.1:9")
    with pytest.raises(WorkerIncomplete, match="no account twilio: CHANNELS has sendgrid"):
        build_adapters(settings.model_copy(update={"provider_rates": {"twilio": 10.0}}))


async def test_a_worker_sends_in_turn_only(tmp_path: Path) -> None:
    settings = settings_for("sqlite:///unused.db", "http://127.0.0.1:9")
    [adapter] = build_adapters(settings.model_copy(update={"provider_rates": {"sendgrid": 10.0}}), NoTurn())
    answer = await adapter.send(parcel("ada@example.com"))
    assert isinstance(answer, NotNow)
    assert (answer.why, answer.until, answer.detail) == ("throttled", LATER, "the rate of sendgrid")
    assert isinstance(await adapter.send(parcel("ada@elsewhere.example")), Refused), (
        "no turn for who may not be reached"
    )
    assert NoTurn.asked == ["sendgrid"]
    await adapter.close()


LATER = datetime(2030, 1, 1, tzinfo=UTC)


class NoTurn:
    """An allowance that is used up."""

    asked: ClassVar[list[str]] = []

    async def take(self, account: str) -> datetime | None:
        self.asked.append(account)
        return LATER

    async def hold(self, account: str, until: datetime, detail: str) -> None:
        raise NotImplementedError


async def test_only_those_are_asked_whose_provider_can_be() -> None:
    asked = f"{__name__}:Asked"
    settings = settings_for("sqlite:///unused.db", "http://127.0.0.1:9")
    settings = settings.model_copy(
        update={
            "channels": {"email": "sendgrid", "till": "pull", "sms": "twilio", "telex": asked},
            "twilio_account_sid": "AC" + "0a" * 16,
            "twilio_auth_token": SecretStr("a-token-for-tests"),
            "twilio_base_url": "http://127.0.0.1:9",
            "twilio_sender": "+15005550006",
        }
    )
    found = build_inquirers(settings)
    assert [channel.value for channel in found] == ["sms", "telex"]
    for adapter in found.values():
        await adapter.close()
    with pytest.raises(WorkerIncomplete, match=r"cannot be loaded.*PYTHONPATH"):
        build_inquirers(settings.model_copy(update={"channels": {"telex": "nowhere:Asked"}}))


class Asked:
    """What a channel of a team's own has, as far as asking goes."""

    def __init__(self, channel: Channel, _environment: Mapping[str, str]) -> None:
        self.channel = channel

    async def find(self, _inquiry: Inquiry) -> Finding:
        return NotThere()

    async def close(self) -> None:
        """Nothing is open."""
