"""Offers messages at a place where a customer is: each keeps its place until it was shown, or until time is up."""

from datetime import datetime, timedelta

from engine.contracts.shared_pause import SharedPause
from engine.customer.visits import Offered, Visited, Visiting
from engine.journeys.content_facts import facts_of_run
from engine.language.terms import Channel
from engine.moment import Moment
from engine.policy.case import Case
from engine.policy.shared.clearance import pausing


def visit_of(case: Case, channel: Channel) -> Visiting | None:
    """The visit to the place that has room for one more; what is only tried out takes no room from what is shown."""
    for one in case.moment.state.visits:
        taken = one.in_shadow if case.in_shadow else len(one.offers)
        if one.place == channel and taken < one.most:
            return one
    return None


def paused_at(case: Case, channel: Channel) -> SharedPause | None:
    """What of the message is paused for everybody, as the door of a visit to the place knew it."""
    paused = [pause for one in case.moment.state.visits if one.place == channel for pause in one.paused]
    return pausing(paused, case.slot(channel)) if paused else None


def offer(moment: Moment, case: Case, visit: Visiting) -> datetime:
    """Reserve its place, which lapses at the returned instant if nobody says that it was shown."""
    proposal = case.proposal
    assert proposal.decided_at is not None  # it was decided just now
    lapses = min(moment.now + timedelta(seconds=visit.ttl), proposal.expires)
    run, event = facts_of_run(case.enrolment, proposal)
    offered = Offered(
        message_id=proposal.id,
        message=proposal.message,
        title=case.message.title,
        content=case.content,
        decided_at=proposal.decided_at,
        lapses=lapses,
        run=run,
        event=event,
    )
    visit.offers = (*visit.offers, offered)
    proposal.stands, proposal.until, proposal.reason = "reserved", lapses, None
    return lapses


def answer_visits(moment: Moment) -> bool:
    """Nothing more is due: what was offered is the answer, and what a rule of the house kept back waits on; whether
    there was a visit."""
    state = moment.state
    if not state.visits:
        return False
    places = {one.place for one in state.visits}
    for one in state.visits:
        state.visited[one.id] = Visited(offers=one.offers, at=moment.now)
    state.visits = []
    for proposal in state.proposals:
        if proposal.stands == "held" and proposal.channel in places:
            proposal.stands = "due"
    return True
