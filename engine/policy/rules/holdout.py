"""Rule 3, holdout: a share of customers or households gets no marketing, so that its effect can be seen."""

from collections.abc import Iterable
from typing import ClassVar

from engine.contracts.journal import RuleLook
from engine.language.rules.holdouts import Holdout as HoldoutRule
from engine.language.rules.holdouts import JourneyHoldout
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.conclusion import Conclusion
from engine.policy.reading.control import Draw, draw, period
from engine.policy.rules.rule import PASSES, Rule, Ruling, told


class Holdout(Rule):
    """Of the message as such: by the holdouts of the policy, and by that of the journey it comes from."""

    kind: ClassVar[str] = "holdout"

    def looks(self, case: Case, channel: Channel | None = None) -> Iterable[RuleLook]:
        if case.defaults.holdout == "no":
            return
        for rule in case.policy.holdout:
            yield from self._of_policy(case, rule)
        if case.enrolment is not None:
            journey = case.moment.program(case.enrolment.version).journey
            if journey.holdout is not None:
                yield self.look(case, None, _evidence(_draw(case, journey.holdout)), name=journey.journey)

    def verdict(self, evidence: Attributes) -> Ruling:
        place, threshold = evidence.get("bucket"), evidence.get("threshold")
        runs = evidence.get("runs") is not False
        out = runs and isinstance(place, int) and isinstance(threshold, int) and place < threshold
        return Ruling("drop", Reason.HOLDOUT) if out else PASSES

    def _of_policy(self, case: Case, rule: HoldoutRule) -> Iterable[RuleLook]:
        """One that is over concerns nobody; one that is still to come may end what is held until then."""
        begins, ends = period(rule, case.policy)
        now = case.moment.now
        if ends is not None and now >= ends:
            return
        drawn = _draw(case, rule)
        evidence = _evidence(drawn)
        changes = ends if drawn.out else None
        if begins is not None and now < begins:
            evidence |= {"runs": False, "from": told(begins)}
            changes = begins if drawn.out else None
        yield self.look(case, None, evidence, name=rule.name, mode=rule.mode, changes=changes)


def with_otherwise(look: RuleLook, rest: Conclusion) -> RuleLook:
    """What would have been decided of a message that is held out, by all other rules."""
    if look.verdict == "send":
        return look
    told_of: Attributes = {"otherwise": rest.verdict}
    if rest.reason is not None:
        told_of["otherwise_reason"] = rest.reason.value
    return look.model_copy(update={"evidence": look.evidence | told_of})


def _draw(case: Case, holdout: HoldoutRule | JourneyHoldout) -> Draw:
    state = case.moment.state
    return draw(holdout, state.customer_id, state.attributes)


def _evidence(drawn: Draw) -> Attributes:
    """Neither the customer's id nor the household's: the kind of the unit and its place say enough."""
    return {"unit": drawn.unit, "bucket": drawn.bucket, "threshold": drawn.threshold}
