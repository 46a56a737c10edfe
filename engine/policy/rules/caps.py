"""Rule 6, caps: at most so many messages of a kind in a window, rolling or of the customer's calendar."""

from collections.abc import Iterable
from typing import ClassVar

from engine.contracts.journal import RuleLook, Verdict
from engine.expressions.instants import sooner
from engine.language.durations import format_duration
from engine.language.rules.caps import Cap
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.reading.counting import Count, count
from engine.policy.reading.selecting import matches
from engine.policy.rules.rule import PASSES, Rule, Ruling, instant_in, told

MOST_NAMED = 10
"""How many of the messages that used the places a record names, newest first."""


class Caps(Rule):
    """Passes below the limit, and where there is none; an exempt message always, and takes a place all the same.

    Who took the places is named where none is left: a passing look travels with every message that she gets.
    """

    kind: ClassVar[str] = "cap"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        slot = case.slot(channel)
        for cap in case.policy.caps:
            if matches(cap.counts, slot):
                yield self._look(case, channel, count(case, cap))

    def verdict(self, evidence: Attributes) -> Ruling:
        limit, used = evidence.get("max"), evidence.get("used")
        if evidence.get("exempt") or not isinstance(limit, int) or not isinstance(used, int) or used < limit:
            return PASSES
        return Ruling(over(evidence), Reason.CAP, instant_in(evidence, "until"))

    def _look(self, case: Case, channel: Channel, found: Count) -> RuleLook:
        free_from = found.free_from()
        evidence = terms(found.cap, found)
        if found.limit.number is not None:
            evidence["used"] = len(found.used)
        if found.full and found.used:
            newest = found.used[: -MOST_NAMED - 1 : -1]
            evidence["by"] = [{"id": one.id, "at": told(one.decided_at)} for one in newest]
        if case.defaults.caps == "exempt_but_counts":
            evidence["exempt"] = True
        if free_from is not None:
            evidence["until"] = told(free_from)
        changes = sooner(free_from, found.limit.until) if found.full else None
        return self.look(case, channel, evidence, name=found.cap.name, mode=found.cap.mode, changes=changes)


def terms(cap: Cap, found: Count) -> Attributes:
    """What the cap says for this customer now; `max` is missing where it does not apply."""
    evidence: Attributes = {"max": found.limit.number, "over": cap.over}
    if found.limit.given is not None:
        evidence["given"] = found.limit.given
    evidence["per"] = cap.per if isinstance(cap.per, str) else format_duration(cap.per)
    if found.period is not None:
        evidence["since"] = told(found.period.start)
    return evidence


def over(evidence: Attributes) -> Verdict:
    """What becomes of a message that is over the cap, as the evidence has it."""
    match evidence.get("over"):
        case "drop":
            return "drop"
        case "next_channel":
            return "next_channel"
        case _:
            return "hold"
