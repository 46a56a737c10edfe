"""The line that Temporal shows beside a timer or an activity: what is waited for, what is written down."""

from collections.abc import Iterator
from datetime import datetime

from engine.contracts.entry import Presented
from engine.contracts.journal import (
    Alerted,
    ConsentRecorded,
    Decided,
    Ended,
    Entered,
    Entry,
    GoalReached,
    Reported,
    SlotChanged,
)
from engine.customer.notes import weighs
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.terms import Reason
from engine.telling.phrases import plain, span
from engine.telling.steps import awaited
from engine.telling.titles import Titles

_VERDICTS = {"send": "sending", "hold": "held", "drop": "dropped"}


def of_timer(state: CustomerState, due: datetime, now: datetime, definitions: Definitions) -> str:
    """How long it takes and what comes then: `3 days, then Tips for your accessory`."""
    said = list(dict.fromkeys(_due(state, due, Titles(definitions, state.catalogue), definitions)))
    return _first_of(f"{span(due - now)}, ", said, otherwise="then a look at what is due")


def of_journal(entries: tuple[Entry, ...], catalogue: int, definitions: Definitions) -> str:
    """What is worth writing down: `entered The first month`."""
    titles = Titles(definitions, catalogue)
    said = [_noted(entry, titles) for entry in entries if weighs(entry)]
    return _first_of("noted: ", said, otherwise="what happened since")


def _first_of(before: str, said: list[str], otherwise: str) -> str:
    more = f", and {len(said) - 1} more" if len(said) > 1 else ""
    return f"{before}{said[0] if said else otherwise}{more}"


def _due(state: CustomerState, due: datetime, titles: Titles, definitions: Definitions) -> Iterator[str]:
    for enrolment in state.enrolments:
        if enrolment.deadline == due:
            until, then = awaited(enrolment, definitions, titles)
            yield f"for {until}; otherwise {then}" if until else f"then {then}"
        elif enrolment.watch == due:
            yield f"then a look at {titles.of_enrolment(enrolment)}"
    for one in state.proposals:
        if one.stands == "held" and one.until == due:
            yield f"then {titles.of_proposal(one)} again (held: {plain(one.reason or 'not decided')})"
        elif one.stands == "reserved" and one.until == due:
            yield f"then the place of {titles.of_proposal(one)} lapses"
        elif one.stands in ("due", "held") and one.expires == due:
            yield f"then {titles.of_proposal(one)} expires"
    for planned in state.planned:
        if planned.decided_at == due:
            yield f"then {titles.message(planned.message)} of {planned.department}, as planned"
    for journey, edge in state.edges.items():
        if edge.until == due:
            yield f"then perhaps {titles.journey(journey)}"


def _noted(entry: Entry, titles: Titles) -> str:
    match entry:
        case Entered():
            return f"entered {titles.version(entry.version)}"
        case Ended():
            return f"ended {titles.version(entry.version)} ({plain(entry.outcome)})"
        case GoalReached():
            return f"goal of {titles.version(entry.version)}"
        case Decided():
            return _decided(entry, titles.message(entry.message))
        case ConsentRecorded():
            return f"consent {entry.consent.status}"
        case SlotChanged():
            return f"a place {entry.what}"
        case Presented():
            return f"shown {titles.message(entry.message)}"
        case Reported():
            return f"{titles.message(entry.message)} {'planned' if entry.planned else 'sent'} by {entry.department}"
        case Alerted():
            return entry.what
        case _:
            return entry.kind


def _decided(entry: Decided, title: str) -> str:
    if entry.asked and entry.verdict == "send":
        return f"reserved {title} for {entry.department}"
    if entry.lapses is not None:
        return f"offered {title} at the {plain(entry.channel or '')}"
    if entry.verdict == "hold" and entry.reason is Reason.NO_CHANNEL:
        return f"{title} waits for her at the {plain(entry.channel or '')}"
    why = f" ({plain(entry.reason)})" if entry.reason else ""
    return f"{_VERDICTS[entry.verdict]} {title}{why}"
