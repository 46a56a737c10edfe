"""Rule 8, the mix: which kinds of marketing messages a customer receives, one after another, over all channels."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import JsonValue

from engine.contracts.journal import RuleLook
from engine.customer.places import Slot
from engine.customer.state import Proposal
from engine.identity import message_id
from engine.language.rules.mixes import Mix as MixRule
from engine.language.terms import MARKETING, Channel, Reason
from engine.localtime.instants import shifted
from engine.model import Attributes
from engine.moment import Moment
from engine.policy.case import Case
from engine.policy.rules.rule import PASSES, Rule, Ruling

REMEMBERED = timedelta(days=90)
"""Half-open: a message decided exactly so long ago does not count any more."""


class Mix(Rule):
    """Of a marketing message that would leave too few of the last, or too many in a row."""

    kind: ClassVar[str] = "mix"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        for rule in case.policy.mix if case.marketing else ():
            wanted = case.message.purpose in rule.purposes
            if wanted != (rule.never_in_a_row is None):
                yield self._concerned(case, channel, rule)

    def verdict(self, evidence: Attributes) -> Ruling:
        if not _too_much(evidence):
            return PASSES
        drops = "instead" in evidence or evidence.get("over") == "drop"
        over: Literal["hold", "drop"] = "drop" if drops else "hold"
        return Ruling(over, Reason.MIX)

    def _concerned(self, case: Case, channel: Channel, rule: MixRule) -> RuleLook:
        last = _last(case, (rule.of_last or rule.never_in_a_row or 1) - 1)
        purposes: list[JsonValue] = [purpose.value for purpose in rule.purposes]
        messages: list[JsonValue] = [{"id": one.id, "purpose": one.purpose.value} for one in last]
        evidence: Attributes = {"over": rule.over, "purposes": purposes, "messages": messages}
        if rule.never_in_a_row is not None:
            evidence["never_in_a_row"] = rule.never_in_a_row
        else:
            evidence |= {"of_last": rule.of_last, "at_least": rule.at_least}
        changes = None
        if _too_much(evidence):
            changes = shifted(last[0].decided_at, REMEMBERED)
            if rule.instead is not None and _may_replace(case, rule.instead):
                evidence |= {"instead": rule.instead, "instead_id": stand_in_id(case.moment, case.proposal)}
        return self.look(case, channel, evidence, name=rule.name, mode=rule.mode, changes=changes)


def stand_in_id(moment: Moment, dropped: Proposal) -> str:
    """The id of the message that is proposed in the place of this one."""
    return message_id(moment.state.customer_id, dropped.id, "instead", 0)


def _last(case: Case, number: int) -> Sequence[Slot]:
    """The newest of her marketing messages before this one, in order of decision."""
    now = case.moment.now
    recent = [one for one in case.taken.after(shifted(now, -REMEMBERED)) if one.purpose in MARKETING]
    return [one for one in recent if one.decided_at <= now][-number:]


def _too_much(evidence: Attributes) -> bool:
    """Whether there are enough messages to say so, and this one would be one too many."""
    purposes, messages = evidence.get("purposes"), evidence.get("messages")
    assert isinstance(purposes, list) and isinstance(messages, list)  # every look has them
    meant = sum(isinstance(one, dict) and one.get("purpose") in purposes for one in messages)
    row = evidence.get("never_in_a_row")
    if isinstance(row, int):
        return len(messages) == row - 1 == meant
    of_last, at_least = evidence.get("of_last"), evidence.get("at_least")
    assert isinstance(of_last, int) and isinstance(at_least, int)  # the other form has both
    return len(messages) == of_last - 1 and meant < at_least


def _may_replace(case: Case, instead: str) -> bool:
    """Once: not for a replacement, nor where it is before the decision point already; a department that asks sends
    its own message, and what is only tried out sends nothing."""
    proposal, moment = case.proposal, case.moment
    stands = any(one.message == instead for one in moment.state.proposals)
    possible = proposal.asked is None and proposal.instead_of is None and instead in moment.catalogue.messages
    return possible and not stands and not case.in_shadow
