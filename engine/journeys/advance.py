"""Walks an enrolment from step to step until it stands, and on again when what it stood for has come."""

from typing import assert_never

from engine.contracts.journal import Moved
from engine.customer.notes import note
from engine.customer.state import Enrolment
from engine.journeys import facts
from engine.journeys.ending import finish
from engine.journeys.moves import Go, Leave, Move, Stand
from engine.journeys.program import Place
from engine.journeys.steps import ask, flow, send, wait, wait_for, write
from engine.language.steps import Branch, End, Lookup, Send, Set, Split, Start, Update, Wait, WaitFor
from engine.moment import Moment


def arrive(moment: Moment, enrolment: Enrolment, step: str | None) -> None:
    """Bring the enrolment to a step, or off the end for None, and on until it stands or ends."""
    program = moment.program(enrolment.version)
    move: Move = Go(step)
    while isinstance(move, Go):
        if move.to is None:
            finish(moment, enrolment, "completed")
            return
        place = program.places[move.to]
        _take_place(moment, enrolment, place)
        within = facts.scope(moment, enrolment)
        move = _perform(moment, enrolment, place) if facts.wanted(place.step, within) else Go(place.next)
    match move:
        case Stand():
            note_standing(moment, enrolment)
        case Leave(outcome):
            finish(moment, enrolment, outcome)
        case _:
            assert_never(move)


def _take_place(moment: Moment, enrolment: Enrolment, place: Place) -> None:
    enrolment.step = place.step.id
    enrolment.visit += 1
    enrolment.began = moment.at
    enrolment.deadline = None
    enrolment.watch = None


def _perform(moment: Moment, enrolment: Enrolment, place: Place) -> Move:
    step = place.step
    match step:
        case Send():
            return send.perform(moment, enrolment, step, place)
        case Wait():
            return wait.perform(moment, enrolment, step, place)
        case WaitFor():
            return wait_for.perform(moment, enrolment, step, place)
        case Lookup():
            return ask.perform(moment, enrolment, step, place)
        case Set() | Update():
            return write.perform(moment, enrolment, step, place)
        case Branch() | Split() | Start() | End():
            return flow.perform(moment, enrolment, step, place)
        case _:
            assert_never(step)


def note_standing(moment: Moment, enrolment: Enrolment, version: str | None = None) -> None:
    """With the version where it was moved to another one."""
    note(
        moment.state,
        Moved(
            seq=0,
            at=moment.now,
            due=moment.at,
            enrolment_id=enrolment.id,
            journey=enrolment.journey,
            step=enrolment.step,
            version=version,
        ),
    )
