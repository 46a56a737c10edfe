"""The allow-list: outside production nobody else is reached."""

from collections.abc import Sequence
from typing import Literal

import pytest

from channels.allow_list import RecipientAllowList
from engine.contracts.answers import Accepted, Answer, Refused, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter, Forgetting
from engine.language.terms import Channel
from tests.channels.contract import parcel


class Recording:
    """An adapter that keeps whom it was asked to reach."""

    channel = Channel.EMAIL
    dedupes: Literal["native_key", "collapse_key", "none"] = "collapse_key"

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.forgotten: list[str] = []
        self.closed = False

    async def send(self, parcel: Parcel) -> Answer:
        self.reached.append(parcel.address)
        return Accepted()

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        return Withdrawal(became="withdrawn")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        self.forgotten += addresses
        return Forgetting(taken=True)

    async def close(self) -> None:
        self.closed = True


ALLOWED = ["ada@shop.test", " @Example.com ", "+441632960001"]


@pytest.mark.parametrize(
    "address", ["ada@shop.test", "ADA@Shop.Test", "anybody@example.com", "x@EXAMPLE.COM", "+441632960001"]
)
async def test_the_named_are_reached(address: str) -> None:
    inner = Recording()
    assert isinstance(await RecipientAllowList(inner, "test", ALLOWED).send(parcel(address)), Accepted)
    assert inner.reached == [address]


@pytest.mark.parametrize(
    "address",
    [
        "bob@shop.test",
        "x@sub.example.com",
        "x@notexample.com",
        "@example.com",
        "x@elsewhere.test,y@example.com",
        "x@elsewhere.test <y@example.com",
        "x@elsewhere.test@example.com",
        "x@example.com\n",
        "+441632960002",
        "",
    ],
)
async def test_nobody_else_is(address: str) -> None:
    inner = Recording()
    answer = await RecipientAllowList(inner, "test", ALLOWED).send(parcel(address))
    assert isinstance(answer, Refused)
    assert (answer.fault, answer.suppress) == ("not_allowed_here", False)
    assert "RECIPIENT_ALLOWLIST" in answer.detail
    assert inner.reached == []


async def test_an_empty_list_reaches_nobody_and_production_everybody() -> None:
    inner = Recording()
    assert isinstance(await RecipientAllowList(inner, "local", []).send(parcel("a@b.test")), Refused)
    assert isinstance(await RecipientAllowList(inner, "production", []).send(parcel("a@b.test")), Accepted)
    assert inner.reached == ["a@b.test"]


async def test_it_stands_for_the_adapter_it_wraps() -> None:
    inner = Recording()
    wrapped: ChannelAdapter = RecipientAllowList(inner, "test", ALLOWED)
    assert (wrapped.channel, wrapped.dedupes) == (Channel.EMAIL, "collapse_key")
    await wrapped.close()
    assert inner.closed


@pytest.mark.parametrize("entry", ["", "  ", "@"])
def test_an_entry_that_matches_nothing_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError, match="RECIPIENT_ALLOWLIST"):
        RecipientAllowList(Recording(), "test", [entry])


async def test_whoever_may_not_be_reached_may_be_forgotten() -> None:
    inner = Recording()
    await RecipientAllowList(inner, "test", ALLOWED).forget(["bob@shop.test"])
    assert inner.forgotten == ["bob@shop.test"]
