"""The ways out of a scenario's worker: channels and look-ups that answer as the scenario says."""

from collections.abc import Callable, Sequence
from typing import Literal

from engine.contracts.answers import Answer, LookupAnswer, Withdrawal
from engine.contracts.commands import LookUp, Withdraw
from engine.contracts.parcel import Parcel
from engine.contracts.ports import Forgetting
from engine.language.terms import Channel
from trials.scenarios.script import Script
from trials.scenarios.world import ProviderAnswers, looked_up


class FromScenario:
    """Look-ups find what the scenario says."""

    def __init__(self, script: Script) -> None:
        self._given = script.scenario.given

    async def find(self, command: LookUp) -> LookupAnswer:
        return looked_up(self._given, command)


class ScenarioChannel:
    """A provider that answers as the scenario says."""

    dedupes: Literal["native_key", "collapse_key", "none"] = "native_key"

    def __init__(self, channel: Channel, answer: Callable[[Parcel, Channel], Answer]) -> None:
        self._channel = channel
        self._answer = answer

    @property
    def channel(self) -> Channel:
        return self._channel

    async def send(self, parcel: Parcel) -> Answer:
        return self._answer(parcel, self._channel)

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        return Withdrawal(became="withdrawn")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        return Forgetting(taken=True)

    async def close(self) -> None:
        return


def ways_out(script: Script, moved: Callable[[Answer], Answer], owner: Callable[[str], str]) -> list[ScenarioChannel]:
    """One for every channel there is; `owner` knows whose message it is, a parcel names nobody."""
    answers = ProviderAnswers(script.scenario.given, script.zone)

    def answer(parcel: Parcel, channel: Channel) -> Answer:
        return moved(answers.next(owner(parcel.message_id), parcel.message, channel))

    return [ScenarioChannel(channel, answer) for channel in Channel]
