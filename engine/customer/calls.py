"""What came of a call, as feedback tells it."""

from engine.contracts.inputs import Feedback
from engine.language.reactions import ANSWERED_CALLS, CallOutcome, Reaction


def outcome_of(feedback: Feedback) -> CallOutcome | None:
    """None: it tells of no call, or in a word that is not known."""
    said = feedback.detail.get("outcome")
    if feedback.reaction is not Reaction.CALL_OUTCOME or said not in list(CallOutcome):
        return None
    return CallOutcome(str(said))


def after(before: CallOutcome | None, said: CallOutcome) -> CallOutcome:
    """The last word counts, but what was an answer stays one."""
    return before if before in ANSWERED_CALLS and said not in ANSWERED_CALLS else said
