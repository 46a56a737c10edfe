"""A channel sends when it is its turn, and tells the others what its provider said."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import pytest

from channels.rate_limited import RateLimited
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter, Forgetting
from engine.language.terms import Channel
from tests.channels.contract import parcel

LATER = datetime(2030, 1, 1, tzinfo=UTC)


class Answering:
    """An adapter that answers the same to every parcel, and counts them."""

    channel = Channel.EMAIL
    dedupes: Literal["native_key", "collapse_key", "none"] = "none"

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.sent = 0

    async def send(self, parcel: Parcel) -> Answer:
        self.sent += 1
        return self._answer

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        return Withdrawal(became="too_late")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        return Forgetting(taken=True)

    async def close(self) -> None:
        pass


class Turns:
    """An allowance that says `until` after so many seconds, and keeps who was held."""

    def __init__(self, until: datetime | None = None, seconds: float = 0, broken: bool = False) -> None:
        self._until = until
        self._seconds = seconds
        self._broken = broken
        self.held: list[tuple[str, datetime]] = []

    async def take(self, account: str) -> datetime | None:
        await asyncio.sleep(self._seconds)
        return self._until

    async def hold(self, account: str, until: datetime, detail: str) -> None:
        if self._broken:
            raise OSError("the database is away")
        self.held.append((account, until))


async def test_without_a_turn_nothing_is_sent_and_it_is_said_when() -> None:
    inner = Answering(Accepted())
    adapter: ChannelAdapter = RateLimited(inner, "sendgrid", Turns(until=LATER))
    assert await adapter.send(parcel("a@example.com")) == NotNow(
        why="throttled", until=LATER, detail="the rate of sendgrid"
    )
    assert inner.sent == 0


@pytest.mark.parametrize(("within", "sent"), [(None, 1), (3600.0, 1), (0.01, 0)])
async def test_no_request_begins_after_the_message_may_go(within: float | None, sent: int) -> None:
    inner = Answering(Accepted())
    adapter = RateLimited(inner, "sendgrid", Turns(seconds=0.05))
    answer = await adapter.send(parcel("a@example.com").model_copy(update={"begin_within": within}))
    assert inner.sent == sent
    assert answer == (Accepted() if sent else NotNow(why="late"))


@pytest.mark.parametrize(
    "answer",
    [Accepted(provider_id="p", account_until=LATER), NotNow(why="throttled", until=LATER, account_until=LATER)],
)
async def test_what_the_provider_says_of_the_account_holds_all_workers(answer: Accepted | NotNow) -> None:
    turns = Turns()
    told = await RateLimited(Answering(answer), "sendgrid", turns).send(parcel("a@example.com"))
    assert turns.held == [("sendgrid", LATER)]
    assert told == answer.model_copy(update={"account_until": None})
    assert "account_until" not in told.model_dump_json()


@pytest.mark.parametrize(
    "answer", [Accepted(), NotNow(why="throttled", until=LATER), Refused(fault="content"), Unknown()]
)
async def test_what_concerns_one_message_holds_nobody(answer: Answer) -> None:
    turns = Turns()
    assert await RateLimited(Answering(answer), "sendgrid", turns).send(parcel("a@example.com")) == answer
    assert turns.held == []


async def test_an_answer_is_not_lost_when_the_others_cannot_be_told(caplog: pytest.LogCaptureFixture) -> None:
    answer = Accepted(provider_id="p", account_until=LATER)
    with caplog.at_level(logging.WARNING):
        told = await RateLimited(Answering(answer), "sendgrid", Turns(broken=True)).send(parcel("a@example.com"))
    assert told == Accepted(provider_id="p")
    assert "sendgrid" in caplog.text
