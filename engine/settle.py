"""Carries out what one change set in motion, until nothing moves any more: all in the same instant."""

from engine.contracts.journal import Absorbed, Alerted
from engine.customer.notes import note
from engine.inputs import track
from engine.journeys import edges, resume, watching
from engine.journeys.advance import arrive
from engine.moment import MAX_HOPS, Moment, Raised


def settle(moment: Moment, *, look: bool = False) -> None:
    """Run the queues dry; with `look`, conditions are looked at first, since an input may have changed them."""
    while look or moment.closed or moment.overdue or moment.arriving or moment.raised:
        if moment.closed:
            resume.after_message(moment, moment.closed.popleft())
        elif moment.overdue:
            _overdue(moment, moment.overdue.popleft())
        elif moment.arriving:
            _arrive(moment, *moment.arriving.popleft())
        elif moment.raised:
            _absorb(moment, moment.raised.popleft())
            look = True
        else:
            look = False
            look_at_conditions(moment)


def look_at_conditions(moment: Moment) -> None:
    """Exits, outcomes and entries by condition, after an input."""
    for enrolment in list(moment.state.enrolments):
        watching.renew(moment, enrolment)
    edges.look_again(moment)


def _arrive(moment: Moment, enrolment_id: str, step: str | None) -> None:
    enrolment = moment.state.enrolment(enrolment_id)
    if enrolment is None or enrolment.ending is not None:
        return  # an exit was faster
    arrive(moment, enrolment, step)
    if moment.state.enrolment(enrolment_id) is not None:
        watching.renew(moment, enrolment)


def _overdue(moment: Moment, enrolment_id: str) -> None:
    enrolment = moment.state.enrolment(enrolment_id)
    if enrolment is not None:
        resume.overdue(moment, enrolment)


def _absorb(moment: Moment, raised: Raised) -> None:
    if raised.hops > MAX_HOPS:
        detail = f"{raised.track.type} at depth {raised.hops}"
        note(moment.state, Alerted(seq=0, at=moment.now, what="cascade cut", detail=detail))
        return
    derived = raised.track
    note(
        moment.state,
        Absorbed(seq=0, at=moment.now, input=derived, event_at=derived.at, note="derived"),
    )
    deeper = moment.shifted(moment.at, raised.hops)
    track.take_in(deeper, derived)
