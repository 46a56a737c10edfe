"""Advances what is due, puts every due message before the policy, and says what has to be done."""

from datetime import datetime

from engine import clock
from engine.commands import commands
from engine.contracts.commands import Command
from engine.customer.bounds import keep_small
from engine.customer.responses import counts_until
from engine.customer.state import SENT_FOR, CustomerState, Sent
from engine.definitions import Definitions
from engine.inputs import asks, reservations, visit
from engine.journeys import edges, goals
from engine.moment import Moment
from engine.policy.calling_back import call_off, doubt, offer_no_more
from engine.policy.offering import answer_visits
from engine.policy.recalling import ask_back
from engine.policy.table import decide_next
from engine.policy.withdrawing import forget_over
from engine.settle import settle


def decide(state: CustomerState, now: datetime, definitions: Definitions, *, flush: bool = False) -> list[Command]:
    """Everything up to `now`; deciding again at the same instant decides nothing new.

    With `flush` the journal is written even if it could travel with a later command.
    """
    if state.catalogue == 0:
        return []
    moment = Moment(state, definitions, now, now)
    edges.meet_catalogue(moment)
    clock.run(moment)
    before = _in_flight(state)
    offer_no_more(moment)
    while decide_next(moment) or answer_visits(moment):
        settle(moment)
        call_off(moment, before)
        clock.run(moment)
    doubt(moment, before)
    ask_back(moment)
    _forget(moment)
    if flush:
        keep_small(moment)
    started = [one for one in state.proposals if one.stands == "in_flight" and one.id not in before]
    return commands(moment, started, flush=flush)


def _in_flight(state: CustomerState) -> set[str]:
    return {one.id for one in state.proposals if one.stands == "in_flight"}


def _forget(moment: Moment) -> None:
    """What no rule, goal, reaction or department can ask for any more."""
    asks.forget(moment.state, moment.now)
    visit.forget(moment.state, moment.now)
    reservations.forget_lapsed(moment.state, moment.now)
    forget_over(moment)
    if moment.state.goals:
        goals.prune(moment)
    oldest = moment.now - SENT_FOR
    if moment.state.sent and moment.state.sent[0].sent_at < oldest:
        asked_for = {watch.enrolment_id for watch in moment.state.goals}
        moment.state.sent = [
            one
            for one in moment.state.sent
            if one.sent_at >= oldest or one.enrolment_id in asked_for or _counts(one, moment.now)
        ]


def _counts(one: Sent, now: datetime) -> bool:
    """Whether a response rate still counts it: it arrived late."""
    until = counts_until(one)
    return until is not None and now < until
