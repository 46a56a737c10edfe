"""Rule 4, the channel: which a message may try, in order, and why one is out of the question."""

from collections.abc import Iterable
from typing import ClassVar

from engine.contracts.journal import RuleLook
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.address import address_of
from engine.policy.case import Case
from engine.policy.rules.rule import PASSES, Rule, Ruling


def candidates(case: Case) -> tuple[Channel, ...]:
    """The message's channels in its order; a step may narrow them."""
    narrowed = case.proposal.channels
    if narrowed is None:
        return case.message.channels
    return tuple(channel for channel in case.message.channels if channel in narrowed)


class ChannelRule(Rule):
    """Whether the channel is in use, and there is an address on it."""

    kind: ClassVar[str] = "channel"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        evidence: Attributes = {}
        if channel not in case.policy.channels:
            evidence["lacks"] = Reason.NO_CHANNEL.value
        elif address_of(case, channel) is None:
            evidence["lacks"] = Reason.NO_ADDRESS.value
        yield self.look(case, channel, evidence)

    def verdict(self, evidence: Attributes) -> Ruling:
        lacks = evidence.get("lacks")
        return Ruling("next_channel", Reason(lacks)) if isinstance(lacks, str) else PASSES


class ChannelPause(Rule):
    """An operator's pause of the channel, for her or for everybody: the next one is tried; with none, it waits."""

    kind: ClassVar[str] = "channel pause"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        journeys = (None, case.proposal.journey)
        stopped = any(one.channel == channel and one.journey in journeys for one in case.moment.state.pauses)
        for_everybody = case.proposal.paused_on.get(channel)
        if stopped or for_everybody is None or for_everybody <= case.moment.now:
            yield self.look(case, channel, {"paused": stopped})
        else:
            yield self.look(case, channel, {"paused": True, "for_everybody": True}, changes=for_everybody)

    def verdict(self, evidence: Attributes) -> Ruling:
        return Ruling("hold", Reason.PAUSED) if evidence.get("paused") else PASSES
