"""Whether she is where the message waits for her: a till, a website, a call of hers."""

from collections.abc import Iterable
from typing import ClassVar

from engine.contracts.journal import RuleLook
from engine.customer.visits import PRESENCE
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.offering import paused_at, visit_of
from engine.policy.rules.rule import PASSES, Rule, Ruling


class Presence(Rule):
    """On a channel that wakes nobody a message waits until she comes, and while there is room for it then."""

    kind: ClassVar[str] = PRESENCE

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        if not case.waits_on(channel):
            return
        evidence: Attributes = {"place": channel.value}
        if any(one.place == channel for one in case.moment.state.visits):
            room = visit_of(case, channel) is not None
            evidence |= {"here": True} if room else {"here": True, "full": True}
            if (pause := paused_at(case, channel)) is not None:
                evidence["paused"] = str(pause)
        yield self.look(case, channel, evidence)

    def verdict(self, evidence: Attributes) -> Ruling:
        if evidence.get("paused"):
            return Ruling("hold", Reason.PAUSED)
        if evidence.get("here") and not evidence.get("full"):
            return PASSES
        return Ruling("hold", Reason.NO_CHANNEL)
