"""What came of a call, as feedback tells it."""

from collections.abc import Iterable
from typing import Final

from engine.contracts.inputs import Feedback
from engine.language.reactions import ANSWERED_CALLS, CARRIED_OUT, CallOutcome, Reaction

_AGAIN: Final = frozenset({CallOutcome.NO_ANSWER, CallOutcome.CALL_BACK_AT})


def outcome_of(feedback: Feedback) -> CallOutcome | None:
    """None: it tells of no call, or in a word that is not known."""
    said = feedback.detail.get("outcome")
    if feedback.reaction is not Reaction.CALL_OUTCOME or said not in list(CallOutcome):
        return None
    return CallOutcome(str(said))


def call_back_at(feedback: Feedback) -> str | None:
    """When she wants to be called, as it was written; None: not said."""
    said = feedback.detail.get(CallOutcome.CALL_BACK_AT)
    return said if isinstance(said, str) and outcome_of(feedback) is CallOutcome.CALL_BACK_AT else None


def is_carried_out(reactions: Iterable[Reaction], said: CallOutcome | None) -> bool:
    """Whether it is too late to take it back; a call that is to be made again still can be."""
    return any(one in CARRIED_OUT and not (one is Reaction.CALL_OUTCOME and said in _AGAIN) for one in reactions)


def after(before: CallOutcome | None, said: CallOutcome) -> CallOutcome:
    """The last word counts, but what was an answer stays one."""
    return before if before in ANSWERED_CALLS and said not in ANSWERED_CALLS else said
