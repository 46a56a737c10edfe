"""What is wrapped round an adapter: everything is passed on unless a wrapper says otherwise."""

from collections.abc import Sequence
from typing import Literal

from engine.contracts.answers import Answer, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter, Forgetting
from engine.language.terms import Channel


class WrappedAdapter:
    """An adapter that hands everything to the one inside."""

    def __init__(self, inner: ChannelAdapter) -> None:
        self._inner = inner

    @property
    def channel(self) -> Channel:
        return self._inner.channel

    @property
    def dedupes(self) -> Literal["native_key", "collapse_key", "none"]:
        return self._inner.dedupes

    async def send(self, parcel: Parcel) -> Answer:
        return await self._inner.send(parcel)

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        return await self._inner.withdraw(command)

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        return await self._inner.forget(addresses)

    async def close(self) -> None:
        await self._inner.close()
