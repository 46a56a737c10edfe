"""Of several messages of one step one goes: the others are dropped as soon as it is decided."""

from collections.abc import Iterable
from typing import ClassVar

from engine.contracts.journal import RuleLook
from engine.customer.state import Proposal
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.moment import Moment
from engine.policy.case import Case, case_of
from engine.policy.drop import drop
from engine.policy.order import rank
from engine.policy.reading.groups import beside
from engine.policy.rules.rule import PASSES, Rule, Ruling


class BestOf(Rule):
    """Looked at when one of them was decided to go; until then each may be the first."""

    kind: ClassVar[str] = "best of"

    def looks(self, case: Case, channel: Channel | None = None) -> Iterable[RuleLook]:
        return ()

    def verdict(self, evidence: Attributes) -> Ruling:
        return Ruling("drop", Reason.LOWER_PRIORITY) if "winner" in evidence else PASSES

    def lost(self, case: Case, winner: Proposal) -> RuleLook:
        """Of a message that does not go because another one does."""
        return self.look(case, None, {"winner": winner.id, "winner_message": winner.message})


BEST_OF = BestOf()


def drop_others(moment: Moment, winner: Proposal) -> None:
    """On record, each with the one that goes."""
    for one in sorted(beside(moment.state, winner), key=lambda one: rank(moment, one)):
        drop(moment, one, Reason.LOWER_PRIORITY, (BEST_OF.lost(case_of(moment, one), winner),))
