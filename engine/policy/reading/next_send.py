"""Which message a running enrolment comes to next, through fixed waits and branches on today's state."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from engine.customer.state import Enrolment, Proposal
from engine.journeys import facts
from engine.journeys.moves import Go, Move, Stand
from engine.journeys.program import Place
from engine.journeys.steps import flow, send, wait, write
from engine.language.steps import Branch, End, Lookup, Send, Set, Split, Start, Update, Wait, WaitFor
from engine.language.waits import QuietWait
from engine.moment import Moment
from engine.policy.order import rank


@dataclass(frozen=True, slots=True)
class Coming:
    """A copy of the enrolment as it will stand at its next send, and what it will propose there."""

    enrolment: Enrolment
    proposal: Proposal


def next_send(moment: Moment, enrolment: Enrolment) -> Coming | None:
    """None: what it comes to next is not known, or nothing; changes nothing.

    Nothing is known behind a wait_for, a look-up, a split not taken yet, a wait for silence, or a message that is not
    on its way yet. Conditions and values are read as of today, what its own `set` steps write included; an `update` is
    not carried out.
    """
    left = None if enrolment.ending is not None else _leaves(moment, enrolment)
    return None if left is None else _walk(moment, enrolment, *left)


def _leaves(moment: Moment, enrolment: Enrolment) -> tuple[str | None, datetime] | None:
    """Where it goes from where it stands, and when."""
    place = moment.program(enrolment.version).places[enrolment.step]
    match place.step:
        case Wait() if enrolment.deadline is not None and not isinstance(place.step.wait, QuietWait):
            return place.next, enrolment.deadline
        case Send() if place.step.go_on == "when_final":
            on_its_way = _on_its_way(moment, enrolment)
            return None if on_its_way is None else (place.next, on_its_way)
        case _:
            return None


def _on_its_way(moment: Moment, enrolment: Enrolment) -> datetime | None:
    """Since when the message is, for which it stands: an outcome comes in seconds, and the decision never moves."""
    for one in moment.state.proposals:
        if (one.enrolment_id, one.visit, one.stands) == (enrolment.id, enrolment.visit, "in_flight"):
            return one.decided_at
    return None


def _walk(moment: Moment, enrolment: Enrolment, to: str | None, at: datetime) -> Coming | None:
    copy = enrolment.model_copy(update={"run": dict(enrolment.run), "deadline": None, "watch": None})
    program = moment.program(enrolment.version)
    while to is not None:
        place = program.places[to]
        copy.step, copy.visit, copy.began = to, copy.visit + 1, at
        if not facts.wanted(place.step, facts.scope(moment, copy)):
            to = place.next
            continue
        if isinstance(place.step, Send) and not (copy.migrated and send.sent_before(moment, copy, place.step)):
            proposed = send.proposals_of(moment.shifted(at, moment.hops), copy, place.step)
            return Coming(copy, min(proposed, key=lambda one: rank(moment, one)))
        move, at = _pass(moment, copy, place, at)
        if not isinstance(move, Go):
            return None
        to = move.to
    return None


def _pass(moment: Moment, copy: Enrolment, place: Place, at: datetime) -> tuple[Move, datetime]:
    """The move that the step would make of it at that instant, and when it is through with it."""
    step = place.step
    match step:
        case Wait():
            return _wait(moment, copy, step, at)
        case Branch() | End():
            return flow.perform(moment, copy, step, place), at
        case Split():
            arm = flow.kept_arm(moment, copy, step)
            return (Stand() if arm is None else Go(arm.steps[0].id if arm.steps else place.next)), at
        case Set():
            return write.perform(moment, copy, step, place), at
        case Send() | Update() | Start():
            return Go(place.next), at
        case WaitFor() | Lookup():
            return Stand(), at
        case _:
            assert_never(step)


def _wait(moment: Moment, copy: Enrolment, step: Wait, at: datetime) -> tuple[Move, datetime]:
    if isinstance(step.wait, QuietWait):
        return Stand(), at
    goal = wait.target(moment, copy, step)
    if goal is not None and goal < at:
        return wait.past(moment, copy, step), at
    return Go(moment.program(copy.version).after(step.id)), goal or at
