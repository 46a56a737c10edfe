"""Journeys entered by a condition: on its change from not true to true, by an input or at an exact instant."""

from engine.customer.marks import Edge
from engine.expressions import parse
from engine.identity import digest
from engine.journeys import facts, thresholds
from engine.journeys.enter import EntryRequest, enter
from engine.journeys.program import Program
from engine.language.journey import ConditionEntry
from engine.moment import Moment
from engine.policy import blocking
from engine.policy.standing import look_at_held_again


def meet_catalogue(moment: Moment) -> None:
    """See the conditions of a catalogue for the first time: what is true already is existing, not a change.

    What is held is put before the rules of the catalogue.
    """
    state = moment.state
    if state.edges_of == state.catalogue:
        return
    names = moment.catalogue.by_condition
    state.edges = {name: edge for name, edge in state.edges.items() if name in names}
    for name in names:
        edge = state.edges.get(name)
        if edge is None or edge.condition != _condition(moment, name)[1]:
            _look(moment, name, existing=True)
    thresholds.meet_catalogue(moment)
    blocking.meet_catalogue(moment)
    look_at_held_again(moment)
    state.edges_of = state.catalogue


def look_again(moment: Moment, *, existing: bool = False) -> None:
    """After an input: enter the journeys whose condition became true, or, for an import, take them as existing."""
    for name in moment.catalogue.by_condition:
        was = moment.state.edges.get(name)
        changes = was is None or not was.true
        program, true = _look(moment, name, existing=existing and changes)
        if true and changes and not existing:
            _enter(moment, program, f"{name}@{moment.at.isoformat()}")


def by_clock(moment: Moment) -> None:
    """At an instant announced before: look at the conditions that it was announced for."""
    for name in moment.catalogue.by_condition:
        was = moment.state.edges.get(name)
        if was is None or was.until is None or was.until > moment.at:
            continue
        program, true = _look(moment, name)
        if true and not was.true:
            _enter(moment, program, f"{name}@{moment.at.isoformat()}")


def refresh(moment: Moment, journey: str, source: str) -> None:
    """Enrol somebody who met the condition before the journey was published, where the journey wants that."""
    if journey not in moment.catalogue.by_condition:
        return
    was = moment.state.edges[journey]
    program, true = _look(moment, journey)
    entry = program.journey.enter
    edge = moment.state.edges[journey]
    if true and not was.true:  # the clock made it true, and nobody has looked since
        _enter(moment, program, f"{journey}@{moment.at.isoformat()}")
    elif true and edge.existing and isinstance(entry, ConditionEntry) and entry.existing != "ignore":
        edge.existing = not _enter(moment, program, f"{journey}@{source}")


def _look(moment: Moment, name: str, *, existing: bool = False) -> tuple[Program, bool]:
    """With `existing`, being true now is no change; it stays so for as long as it is true."""
    was = moment.state.edges.get(name)
    program = moment.program(moment.catalogue.journeys[name])
    text, hashed = _condition(moment, name)
    looked = facts.look(parse.condition(text), facts.scope(moment))
    true = looked.value is True
    still = was is not None and was.existing and was.condition == hashed
    moment.state.edges[name] = Edge(
        condition=hashed, true=true, existing=true and (existing or still), until=looked.until
    )
    return program, true


def _condition(moment: Moment, name: str) -> tuple[str, str]:
    """The text of the entry condition, and its hash."""
    entry = moment.program(moment.catalogue.journeys[name]).journey.enter
    assert isinstance(entry, ConditionEntry)  # the index lists no others
    return entry.condition, digest("condition", entry.condition)[:16]


def _enter(moment: Moment, program: Program, trigger_id: str) -> bool:
    if program.journey.status == "closing":
        return False
    return enter(moment, program, EntryRequest("condition", trigger_id, {}, moment.at))
