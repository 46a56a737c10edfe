"""Takes in a trigger: memory, goals, exits, cancels, waits, entries – in this order."""

from collections.abc import Container

from engine.contracts.inputs import Track
from engine.customer.memory import Remembered
from engine.customer.state import Enrolment
from engine.journeys import edges, exits, facts, goals
from engine.journeys.enter import EntryRequest, enter
from engine.journeys.program import Program
from engine.journeys.steps import wait, wait_for
from engine.language import consents, response_rates
from engine.language.journey import TriggerEntry
from engine.language.steps import Wait, WaitFor
from engine.language.terms import Reason
from engine.language.waits import QuietWait
from engine.model import Attributes
from engine.moment import Moment
from engine.policy.contents import message_of
from engine.policy.drop import take_off
from engine.policy.withdrawing import withdraw

_BUILT_IN = {
    response_rates.RESPONSE_RATE_CHANGED: response_rates.PROPERTIES,
    consents.CONSENT_PENDING: consents.PROPERTIES,
}


def take_in(moment: Moment, track: Track) -> None:
    """At the moment's instant; an import touches the memory only."""
    track = track.model_copy(update={"properties": _planned(moment, track)})
    moment.state.memory.remember(track.type, Remembered(id=track.id, at=track.at, properties=track.properties))
    if track.backfill:
        edges.look_again(moment, existing=True)
        return
    goals.by_trigger(moment, track)
    exits.by_trigger(moment, track)
    exits.by_conditions(moment)
    _cancel(moment, track)
    _waits(moment, track)
    _entries(moment, track)


def _planned(moment: Moment, track: Track) -> Attributes:
    """The properties that the tracking plan names: nothing else can be read, so nothing else is remembered."""
    named: Container[str] = moment.schema.triggers.get(track.type, {})
    if track.type in _BUILT_IN:
        named = _BUILT_IN[track.type]
    elif track.type.endswith("_changed"):
        return {name: track.properties[name] for name in ("old", "new") if name in track.properties}
    return {name: value for name, value in track.properties.items() if name in named}


def _cancel(moment: Moment, track: Track) -> None:
    for proposal in list(moment.state.proposals):
        if track.type not in message_of(moment, proposal).cancel_on:
            continue
        take_off(moment, proposal, Reason.CANCELLED)
    for sent in moment.state.sent:
        if sent.recallable is not None and track.type in message_of(moment, sent.recallable.proposal).cancel_on:
            withdraw(moment, sent, Reason.CANCELLED)


def _waits(moment: Moment, track: Track) -> None:
    for enrolment in list(moment.state.enrolments):
        if enrolment.ending is not None:
            continue
        place = moment.program(enrolment.version).places[enrolment.step]
        match place.step:
            case WaitFor():
                outcome = wait_for.by_trigger(moment, enrolment, place.step, track)
                if outcome is not None:
                    wait_for.settle(enrolment, place.step, place, *outcome)
                    moment.bring(enrolment.id, place.next)
            case Wait() if isinstance(place.step.wait, QuietWait) and track.type in place.step.wait.of:
                _later(moment, enrolment, place.step)
            case _:
                continue


def _later(moment: Moment, enrolment: Enrolment, step: Wait) -> None:
    enrolment.deadline = wait.target(moment, enrolment, step)


def _entries(moment: Moment, track: Track) -> None:
    for name in moment.catalogue.by_trigger.get(track.type, ()):
        program = moment.program(moment.catalogue.journeys[name])
        if _asks(moment, program, track):
            request = EntryRequest("trigger", track.id, track.properties, track.at)
            enter(moment, program, request)


def _asks(moment: Moment, program: Program, track: Track) -> bool:
    entry = program.journey.enter
    if program.journey.status == "closing" or not isinstance(entry, TriggerEntry):
        return False
    return entry.when is None or facts.holds(entry.when, facts.scope(moment, event=track.properties))
