"""A channel that waits until she comes: nothing is ever handed to it, she is answered when she asks."""

from collections.abc import Sequence
from typing import Literal

from engine.contracts.answers import Answer, Refused, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Parcel
from engine.contracts.ports import Forgetting
from engine.language.terms import Channel


class PullChannel:
    """Stands among the adapters for a till, a website or an inbound call: each channel of the policy has one."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    @property
    def channel(self) -> Channel:
        return self._channel

    @property
    def dedupes(self) -> Literal["native_key", "collapse_key", "none"]:
        return "none"

    async def send(self, parcel: Parcel) -> Answer:
        """Only a policy that calls it `push`, or that says nothing, leads here."""
        name = self._channel.value
        return Refused(
            fault="configuration", detail=f"pull serves {name}: write `{name}: {{ kind: pull }}` in the policy"
        )

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        return Withdrawal(became="failed", detail=f"nothing is ever handed over to {self._channel.value}")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        """There is no provider that could keep any."""
        return Forgetting(taken=True)

    async def close(self) -> None:
        """Nothing is open."""
