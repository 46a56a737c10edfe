"""Everything that the clock brings, each exactly on time: inputs kept for later, conditions, waits, timeouts."""

from engine.absorb import take_in
from engine.deadline import earliest
from engine.inputs import reports, reservations
from engine.journeys import edges, resume, thresholds, watching
from engine.moment import Moment
from engine.policy import blocking
from engine.policy.standing import look_at_held_again
from engine.settle import settle


def run(moment: Moment) -> None:
    """Act on every instant up to now, in order; what has happened meanwhile never comes twice."""
    while (instant := earliest(moment.state)) is not None and instant <= moment.now:
        _act(moment.shifted(instant))


def _act(moment: Moment) -> None:
    """Inputs of this instant first, then departments' places, then conditions, then timeouts."""
    state = moment.state
    ripe = [one for one in state.ahead if one.at <= moment.at]
    state.ahead = [one for one in state.ahead if one.at > moment.at]
    for one in ripe:
        moment.trace = one.input.trace
        take_in(moment, one.input)
    moment.trace = None
    state.pauses = [one for one in state.pauses if one.until is None or one.until > moment.at]
    look_at_held_again(moment)
    reports.fall_due(moment)
    reservations.lapse(moment)
    _conditions(moment)
    _deadlines(moment)


def _conditions(moment: Moment) -> None:
    for enrolment in list(moment.state.enrolments):
        if enrolment.watch is not None and enrolment.watch <= moment.at:
            watching.renew(moment, enrolment)
            settle(moment)
    edges.by_clock(moment)
    thresholds.by_clock(moment)
    blocking.by_clock(moment)
    settle(moment)


def _deadlines(moment: Moment) -> None:
    for enrolment in list(moment.state.enrolments):
        if enrolment.deadline is not None and enrolment.deadline <= moment.at:
            resume.at_deadline(moment, enrolment)
            settle(moment)
