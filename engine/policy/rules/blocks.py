"""Rule 5, blocks: while something is the case, and for a time after, only what is allowed passes."""

from collections.abc import Iterable
from typing import ClassVar, Literal

from engine.contracts.journal import RuleLook
from engine.language.durations import format_duration
from engine.language.rules.conflicts import Block
from engine.language.terms import Channel, Reason
from engine.localtime.instants import shifted
from engine.model import Attributes
from engine.policy.blocking import ended, looked_at
from engine.policy.case import Case
from engine.policy.reading.selecting import matches
from engine.policy.rules.rule import PASSES, Rule, Ruling, instant_in, told


class Blocks(Rule):
    """Of every message that a block does not allow."""

    kind: ClassVar[str] = "block"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        for rule in case.policy.blocks:
            if rule.allow is not None and matches(rule.allow, case.slot(channel)):
                yield self.look(case, channel, {"allowed": True}, name=rule.name, mode=rule.mode)
            else:
                yield self._not_allowed(case, channel, rule)

    def verdict(self, evidence: Attributes) -> Ruling:
        until = instant_in(evidence, "until")
        if evidence.get("allowed") or (evidence.get("is") is not True and until is None):
            return PASSES
        over: Literal["hold", "drop"] = "drop" if evidence.get("over") == "drop" else "hold"
        return Ruling(over, Reason.BLOCKED, until)

    def _not_allowed(self, case: Case, channel: Channel, rule: Block) -> RuleLook:
        looked = looked_at(case.moment, rule)
        evidence: Attributes = {
            "over": rule.over,
            "while": rule.condition,
            "is": looked.value if isinstance(looked.value, bool) else None,
        }
        changes = looked.until
        last = ended(case.moment, rule) if rule.and_for and looked.value is not True else None
        if last is not None and (until := shifted(last, rule.and_for)) > case.moment.now:
            evidence |= {"ended": told(last), "and_for": format_duration(rule.and_for), "until": told(until)}
            changes = until if changes is None else min(changes, until)
        return self.look(case, channel, evidence, name=rule.name, mode=rule.mode, changes=changes)
