"""Takes back what a channel accepted: a letter before it is printed, a call before it is made."""

from collections.abc import Iterable

from temporalio import activity

from engine.contracts.answers import Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.ports import ChannelAdapter


class Withdrawing:
    """The activity `withdraw`; adapters by channel."""

    def __init__(self, adapters: Iterable[ChannelAdapter]) -> None:
        self._adapters = {adapter.channel: adapter for adapter in adapters}

    @activity.defn
    async def withdraw(self, command: Withdraw) -> Withdrawal:
        """One attempt; asking again for what was taken back already is harmless."""
        adapter = self._adapters.get(command.channel)
        if adapter is None:
            return Withdrawal(became="failed", detail=f"no adapter for channel {command.channel.value!r}")
        return await adapter.withdraw(command)
