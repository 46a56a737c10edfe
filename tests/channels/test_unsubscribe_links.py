from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import pytest
from pydantic import HttpUrl, SecretStr

from channels.unsubscribe import UnsubscribeLinks, UnsubscribeSettings
from channels.unsubscribe_links import LinksInside
from engine.contracts.answers import Accepted, Answer, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Parcel, Rendered
from engine.contracts.ports import Forgetting
from engine.contracts.unsubscribing import CONFIRM_URL, PREFERENCES_URL, UNSUBSCRIBE_URL
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


LINKS = UnsubscribeLinks(
    UnsubscribeSettings(base_url=HttpUrl("https://links.shop.test"), key=SecretStr("k" * 32)),
    lambda: datetime(2026, 4, 14, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("place", "link"),
    [
        (UNSUBSCRIBE_URL, LINKS.link("m1", Channel.SMS)),
        (PREFERENCES_URL, LINKS.preferences("m1", Channel.SMS)),
        (CONFIRM_URL, LINKS.confirmation("m1", Channel.SMS)),
        ("", ""),
        ("x", "x"),
    ],
)
async def test_the_link_of_the_delivery_stands_where_it_was_written(place: str, link: str) -> None:
    kept = Kept()
    adapter = LinksInside(kept, LINKS.filled)
    rendered = Rendered(
        subject="S", html=f'<a href="{place}">x</a>', text=f"x ({place})", headers={"A": "b"}, url=place
    )
    parcel = Parcel(
        message_id="m1", attempt=1, message="m", purpose="content", department="d", marketing=True, address="a",
        rendered=rendered,
    )  # fmt: skip
    await adapter.send(parcel)
    expected = rendered.model_copy(update={"html": f'<a href="{link}">x</a>', "text": f"x ({link})", "url": link})
    assert kept.parcels == [parcel.model_copy(update={"rendered": expected})]


async def test_several_links_of_one_text() -> None:
    filled = LINKS.filled(f"{CONFIRM_URL} {UNSUBSCRIBE_URL} {UNSUBSCRIBE_URL}", "m1", Channel.EMAIL)
    first, *others = filled.split()
    assert first.startswith("https://links.shop.test/confirm/")
    assert others == [LINKS.link("m1", Channel.EMAIL)] * 2


async def test_recipients_are_forgotten_by_the_channel_itself() -> None:
    kept = Kept()
    adapter = LinksInside(kept, LINKS.filled)
    assert (await adapter.forget(["ann@example.com"])).taken
    assert kept.forgotten == ["ann@example.com"]
