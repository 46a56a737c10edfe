"""Exits: a trigger or a condition that ends an enrolment at once, wherever it stands."""

from engine.contracts.inputs import Track
from engine.customer.state import Enrolment
from engine.journeys import facts
from engine.journeys.ending import leave, let_go
from engine.moment import Moment


def by_trigger(moment: Moment, track: Track) -> None:
    """End every enrolment whose exit this trigger meets; the entering trigger never meets its own."""
    for enrolment in list(moment.state.enrolments):
        if enrolment.trigger_id == track.id:
            continue
        outcome = _met(moment, enrolment, track)
        if outcome is not None:
            leave(moment, enrolment, outcome)
    for enrolment in list(moment.state.over):
        if enrolment.trigger_id != track.id and _met(moment, enrolment, track) is not None:
            let_go(moment, enrolment)


def _met(moment: Moment, enrolment: Enrolment, track: Track) -> str | None:
    for rule in moment.program(enrolment.version).trigger_exits:
        if rule.trigger != track.type:
            continue
        within = facts.scope(moment, enrolment, event=track.properties)
        if rule.when is None or facts.holds(rule.when, within):
            return rule.outcome
    return None


def by_conditions(moment: Moment) -> None:
    """End every enrolment whose exit condition has become true: before the same trigger moves or starts another."""
    for enrolment in list(moment.state.enrolments):
        by_condition(moment, enrolment)


def by_condition(moment: Moment, enrolment: Enrolment) -> bool:
    """End the enrolment if an exit condition is true; otherwise keep when the clock can change that."""
    program = moment.program(enrolment.version)
    if not program.condition_exits:
        return False
    within = facts.scope(moment, enrolment)
    for condition, outcome in program.condition_exits:
        looked = facts.look(condition, within)
        if looked.value is True:
            leave(moment, enrolment, outcome)
            return True
        if looked.until is not None:
            enrolment.watch = min(enrolment.watch or looked.until, looked.until)
    return False
