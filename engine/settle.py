"""Carries out what one change set in motion, until nothing moves any more: all in the same instant."""

from engine.contracts.journal import Absorbed
from engine.customer.notes import note
from engine.inputs import track
from engine.journeys import edges, resume, thresholds, watching
from engine.journeys.advance import arrive
from engine.moment import Arrival, Moment, Raised
from engine.policy import blocking


def settle(moment: Moment, *, look: bool = False) -> None:
    """Run the queues dry; with `look`, conditions are looked at first, since an input may have changed them."""
    hops = moment.hops
    while look or moment.closed or moment.overdue or moment.arriving or moment.raised:
        if moment.closed:
            resume.after_message(moment, moment.closed.popleft())
        elif moment.overdue:
            _overdue(moment, moment.overdue.popleft())
        elif moment.arriving:
            _arrive(moment, moment.arriving.popleft())
        elif moment.raised:
            raised = moment.raised.popleft()
            hops = raised.hops
            _absorb(moment, raised)
            look = True
        else:
            look = False
            look_at_conditions(moment.shifted(moment.at, hops))


def look_at_conditions(moment: Moment) -> None:
    """Exits, outcomes and entries by condition, thresholds and blocks, after an input."""
    for enrolment in list(moment.state.enrolments):
        watching.renew(moment, enrolment)
    edges.look_again(moment)
    thresholds.look_again(moment)
    blocking.look_again(moment)


def _arrive(moment: Moment, arrival: Arrival) -> None:
    enrolment = moment.state.enrolment(arrival.enrolment_id)
    if enrolment is None or enrolment.ending is not None:
        return  # an exit was faster
    deep = moment.shifted(moment.at, arrival.hops)
    arrive(deep, enrolment, arrival.step)
    if moment.state.enrolment(enrolment.id) is not None:
        watching.renew(deep, enrolment)


def _overdue(moment: Moment, enrolment_id: str) -> None:
    enrolment = moment.state.enrolment(enrolment_id)
    if enrolment is not None:
        resume.overdue(moment, enrolment)


def _absorb(moment: Moment, raised: Raised) -> None:
    derived = raised.track
    note(
        moment.state,
        Absorbed(seq=0, at=moment.now, input=derived, event_at=derived.at, note="derived"),
    )
    deeper = moment.shifted(moment.at, raised.hops)
    track.take_in(deeper, derived)
