"""Takes back what is on its way when the rules say something else by now."""

from collections.abc import Collection

from engine.moment import Moment
from engine.policy.case import case_of
from engine.policy.decision import still_possible
from engine.policy.lapsing import withdraw_offer
from engine.policy.send_by import send_by


def call_off(moment: Moment, before: Collection[str]) -> None:
    """What was decided in this activation and taken back in it never starts: it is decided again, to be dropped."""
    state = moment.state
    for proposal in state.proposals:
        if proposal.stands == "in_flight" and proposal.id not in before and proposal.cancelled is not None:
            proposal.stands, proposal.slot = "due", None
            state.cancels.remove(proposal.id)


def offer_no_more(moment: Moment) -> None:
    """What is before her eyes, not shown yet as far as is known, and not wanted there any more is decided again."""
    for proposal in moment.state.proposals:
        if proposal.stands != "reserved" or proposal.asked is not None or proposal.channel is None:
            continue
        if still_possible(case_of(moment, proposal), proposal.channel) is None:
            withdraw_offer(moment, proposal)
            proposal.stands, proposal.slot, proposal.until = "due", None, None
            proposal.attempt += 1
            moment.news = True
            moment.foreseen.clear()


def doubt(moment: Moment, before: Collection[str]) -> None:
    """Ask back what is not wanted or cannot reach her like this now; if its request was written, it runs to its end.

    Caps and conflicts have had their say: the place is taken. `send_by` keeps the hours, unless they are others by now.
    """
    for proposal in moment.state.proposals:
        if proposal.id not in before or proposal.stands != "in_flight" or proposal.cancelled or proposal.doubted:
            continue
        if moment.now >= (proposal.send_by or proposal.expires):
            continue  # no request starts any more: the delivery says so itself
        assert proposal.channel is not None  # set when it was decided
        case = case_of(moment, proposal)
        earlier = proposal.send_by is not None and send_by(case, proposal.channel) < proposal.send_by
        if earlier or still_possible(case, proposal.channel) != proposal.address:
            proposal.doubted = True
            moment.state.cancels.append(proposal.id)
