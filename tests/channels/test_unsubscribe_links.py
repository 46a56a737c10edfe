from collections.abc import Sequence
from typing import Literal

import pytest

from channels.unsubscribe_links import UnsubscribeLinkInside
from engine.contracts.answers import Accepted, Answer, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Parcel, Rendered
from engine.contracts.ports import Forgetting
from engine.contracts.unsubscribing import UNSUBSCRIBE_URL
from engine.language.terms import Channel


class Kept:
    channel = Channel.SMS
    dedupes: Literal["none"] = "none"

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.forgotten: list[str] = []

    async def send(self, parcel: Parcel) -> Answer:
        self.parcels.append(parcel)
        return Accepted(provider_id="p")

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        return Withdrawal(became="withdrawn")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        self.forgotten += addresses
        return Forgetting(taken=True)

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("place", [UNSUBSCRIBE_URL, "", "x"])
async def test_the_link_of_the_delivery_stands_where_it_was_written(place: str) -> None:
    kept = Kept()
    adapter = UnsubscribeLinkInside(kept, lambda message_id, channel: f"https://u/{channel.value}/{message_id}")
    rendered = Rendered(subject="S", html=f'<a href="{place}">x</a>', text=f"x ({place})", headers={"A": "b"})
    parcel = Parcel(
        message_id="m1", attempt=1, message="m", purpose="content", department="d", marketing=True, address="a",
        rendered=rendered,
    )  # fmt: skip
    await adapter.send(parcel)
    link = "https://u/sms/m1" if place == UNSUBSCRIBE_URL else place
    expected = rendered.model_copy(update={"html": f'<a href="{link}">x</a>', "text": f"x ({link})"})
    assert kept.parcels == [parcel.model_copy(update={"rendered": expected})]


async def test_recipients_are_forgotten_by_the_channel_itself() -> None:
    kept = Kept()
    adapter = UnsubscribeLinkInside(kept, lambda message_id, channel: "https://u")
    assert (await adapter.forget(["ann@example.com"])).taken
    assert kept.forgotten == ["ann@example.com"]
