"""Rule 4, the channel: which a message may try, in order, and why one is out of the question."""

from collections.abc import Iterable
from typing import ClassVar

from engine.contracts.journal import RuleLook
from engine.contracts.shared_pause import SharedPause
from engine.customer.addresses import can_be_one, preferred_channel
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.reading.address import address_of, is_the_departments
from engine.policy.rules.rule import PASSES, Rule, Ruling


def candidates(case: Case) -> tuple[Channel, ...]:
    """The message's channels in its order, the customer's preference first; a step may narrow them."""
    narrowed = case.proposal.channels
    listed = [channel for channel in case.message.channels if narrowed is None or channel in narrowed]
    preferred = preferred_channel(case.moment)
    return tuple(sorted(listed, key=lambda channel: channel is not preferred))


class ChannelRule(Rule):
    """Whether the channel is in use, and there is an address on it that can be one."""

    kind: ClassVar[str] = "channel"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        lacks = _lacks(case, channel)
        evidence: Attributes = {} if lacks is None else {"lacks": lacks.value}
        if len(case.message.channels) > 1 and preferred_channel(case.moment) is channel:
            evidence["preferred"] = True
        if lacks is None and is_the_departments(case, channel):
            evidence["address"] = "the department's own, not checked"
        yield self.look(case, channel, evidence)

    def verdict(self, evidence: Attributes) -> Ruling:
        lacks = evidence.get("lacks")
        return Ruling("next_channel", Reason(lacks)) if isinstance(lacks, str) else PASSES


def _lacks(case: Case, channel: Channel) -> Reason | None:
    if channel not in case.policy.channels:
        return Reason.NO_CHANNEL
    if is_the_departments(case, channel):
        return None
    address = address_of(case, channel)
    if address is None:
        return Reason.NO_ADDRESS
    return None if can_be_one(channel, address) else Reason.INVALID_ADDRESS


class ChannelPause(Rule):
    """An operator's pause of the channel, for her or for everybody: the next one is tried; with none, it waits."""

    kind: ClassVar[str] = "channel pause"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        journeys = (None, case.proposal.journey)
        stopped = any(one.channel == channel and one.journey in journeys for one in case.moment.state.pauses)
        for_everybody = case.proposal.paused_on.get(channel)
        asked = case.proposal.asked
        if asked is not None and SharedPause(kind="channel", name=channel) in asked.paused:
            yield self.look(case, channel, {"paused": True, "for_everybody": True})
            return
        if stopped or for_everybody is None or for_everybody <= case.moment.now:
            yield self.look(case, channel, {"paused": stopped})
        else:
            yield self.look(case, channel, {"paused": True, "for_everybody": True}, changes=for_everybody)

    def verdict(self, evidence: Attributes) -> Ruling:
        return Ruling("hold", Reason.PAUSED) if evidence.get("paused") else PASSES
