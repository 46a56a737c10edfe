"""Whether the way out is open: a provider, a pause or our own fault said "not now" for this message before."""

from collections.abc import Iterable
from typing import ClassVar

from engine.contracts.journal import RuleLook
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.rules.rule import PASSES, Rule, Ruling, instant_in, told


class WayOut(Rule):
    """Holds a message until the instant that the last answer named, or until somebody wakes it."""

    kind: ClassVar[str] = "way out"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        proposal = case.proposal
        if proposal.not_before is None or proposal.not_before <= case.moment.now:
            yield self.look(case, channel, {})
            return
        evidence: Attributes = {
            "not_before": told(proposal.not_before),
            "setback": proposal.setback.value if proposal.setback is not None else None,
            "setbacks": proposal.setbacks,
        }
        if proposal.waits:
            evidence["waits"] = True
        yield self.look(case, channel, evidence, changes=proposal.not_before if proposal.waits else None)

    def verdict(self, evidence: Attributes) -> Ruling:
        until = instant_in(evidence, "not_before")
        if until is None:
            return PASSES
        setback = evidence.get("setback")
        named = None if evidence.get("waits") else until
        return Ruling("hold", Reason(setback) if isinstance(setback, str) else None, named)
