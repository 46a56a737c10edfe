"""Puts what is held before the decision point again: whatever came in or came due may be what it depends on."""

from engine.moment import Moment


def look_at_held_again(moment: Moment) -> None:
    """Everything held is due again."""
    for proposal in moment.state.proposals:
        if proposal.stands == "held":
            proposal.stands = "due"
