"""A letter or a call of unknown outcome is asked for a second time only where the other side knows it by a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pytest
from temporalio.testing import ActivityEnvironment

from activities.deliver import Delivering
from audit.ledger import SqlLedger
from engine.contracts.answers import Answer, Unknown, Withdrawal
from engine.contracts.commands import Deliver, Withdraw
from engine.contracts.facts import Facts
from engine.contracts.parcel import Parcel, Rendered
from engine.contracts.ports import ChannelAdapter, Forgetting
from engine.language.terms import Channel, Purpose
from runtime.telemetry import Silent
from tests.audit.samples import RENDERED, deliver

Dedupes = Literal["native_key", "collapse_key", "none"]


@dataclass
class House:
    """Of a team's own; its line is cut after everything that is handed over."""

    channel: Channel
    dedupes: Dedupes

    async def send(self, parcel: Parcel) -> Answer:
        return Unknown(detail="cut")

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        return Withdrawal(became="failed")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        return Forgetting(taken=True)

    async def close(self) -> None:
        """Nothing is open."""


class Ready:
    """Content that needs no catalogue."""

    def render(self, content: str, channel: Channel, facts: Facts) -> Rendered:
        return RENDERED


def service(channel: Channel) -> Deliver:
    return deliver(purpose=Purpose.SERVICE).model_copy(update={"channel": channel})


async def answered(ledger: SqlLedger, adapter: ChannelAdapter) -> Answer:
    delivering = Delivering(ledger, Ready(), [adapter], Silent())
    answer: Answer = await ActivityEnvironment().run(delivering.deliver, service(adapter.channel))
    return answer


@pytest.mark.parametrize(
    ("channel", "dedupes", "again"),
    [
        (Channel.MAIL, "none", False),
        (Channel.CALL, "collapse_key", False),
        (Channel.CALL, "native_key", True),
        (Channel.SMS, "none", True),
    ],
)
@pytest.mark.parametrize("died", [False, True])
async def test_what_nobody_can_tell_apart_is_asked_for_once(
    ledger: SqlLedger, channel: Channel, dedupes: Dedupes, again: bool, died: bool
) -> None:
    if died:  # a worker, while it waited for the answer
        await ledger.claim(service(channel), RENDERED, lease=-1)
    answer = await answered(ledger, House(channel, dedupes))
    assert isinstance(answer, Unknown)
    assert answer.again is again
