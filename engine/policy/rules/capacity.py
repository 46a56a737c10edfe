"""Rule 10, the capacity of slow channels: what becomes of a message that found no place."""

from collections.abc import Iterable
from typing import ClassVar

from engine.contracts.journal import RuleLook
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.rules.rule import PASSES, Rule, Ruling, instant_in, told


class Capacity(Rule):
    """Places are taken when a message leaves, over all customers: this rule reads what was answered then."""

    kind: ClassVar[str] = "capacity"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        rules = case.policy.channels.get(channel)
        if rules is None or rules.capacity is None:
            return
        evidence: Attributes = {"per_day": rules.capacity.count}
        until = case.proposal.no_place.get(channel)
        if until is None or until <= case.moment.now:
            yield self.look(case, channel, evidence, mode="enforce")
            return
        evidence |= {"no_place_until": told(until), "over": rules.over}
        yield self.look(case, channel, evidence, mode="enforce", changes=until)

    def verdict(self, evidence: Attributes) -> Ruling:
        until = instant_in(evidence, "no_place_until")
        if until is None:
            return PASSES
        match evidence.get("over"):
            case "drop":
                return Ruling("drop", Reason.CAPACITY)
            case "next_channel":
                return Ruling("next_channel", Reason.CAPACITY)
            case _:
                return Ruling("hold", Reason.CAPACITY, until)
