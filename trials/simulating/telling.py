"""Turns the ledger's entries of one customer into the lines of her timeline."""

from collections.abc import Iterable
from typing import assert_never

from engine.contracts.inputs import (
    Control,
    Delivered,
    Enrol,
    Feedback,
    Identify,
    Input,
    Journaled,
    LookedUp,
    Propose,
    Track,
)
from engine.contracts.journal import (
    Absorbed,
    Alerted,
    ConsentRecorded,
    Corrected,
    Decided,
    Ended,
    Entered,
    Entry,
    EntryRefused,
    GoalReached,
    Moved,
    Suppressed,
)
from trials.simulating.result import CustomerTimeline, Happening, What

_WHAT: dict[str, What] = {"send": "sent", "hold": "held", "drop": "dropped"}


def timeline(customer_id: str, entries: Iterable[Entry]) -> CustomerTimeline:
    """In the order in which it happened."""
    told = (tell(entry) for entry in entries)
    return CustomerTimeline(customer_id=customer_id, happenings=tuple(one for one in told if one is not None))


def tell(entry: Entry) -> Happening | None:
    """None: nothing that a timeline tells."""
    match entry:
        case Absorbed():
            return _of_input(entry)
        case Decided():
            return _of_decision(entry)
        case Entered():
            return Happening(
                at=entry.at,
                due=entry.due,
                what="entered",
                subject=entry.journey,
                journey=entry.journey,
                detail=entry.key,
            )
        case EntryRefused():
            return Happening(
                at=entry.at, what="not_entered", subject=entry.journey, journey=entry.journey, reason=entry.reason
            )
        case Moved():
            return Happening(
                at=entry.at, due=entry.due, what="moved", subject=entry.journey, journey=entry.journey, step=entry.step
            )
        case GoalReached():
            value = "" if entry.value is None else f"{entry.value:g}"
            return Happening(
                at=entry.at,
                due=entry.event_at,
                what="goal",
                subject=entry.journey,
                journey=entry.journey,
                detail=value,
            )
        case Ended():
            return Happening(
                at=entry.at,
                due=entry.due,
                what="ended",
                subject=entry.journey,
                journey=entry.journey,
                detail=entry.outcome,
            )
        case Alerted():
            return Happening(at=entry.at, what="alert", subject=entry.what, detail=entry.detail)
        case ConsentRecorded() | Suppressed() | Corrected():
            return None
        case _:
            assert_never(entry)


def _of_decision(entry: Decided) -> Happening:
    return Happening(
        at=entry.at,
        due=entry.due,
        what=_WHAT[entry.verdict],
        subject=entry.message,
        journey=entry.journey,
        step=entry.step,
        channel=entry.channel,
        reason=entry.reason,
        until=entry.until,
    )


def _of_input(entry: Absorbed) -> Happening | None:
    subject = _subject(entry.input)
    if subject is None:
        return None
    return Happening(at=entry.at, due=entry.event_at, what="trigger", subject=subject, detail=entry.note)


def _subject(source: Input) -> str | None:
    match source:
        case Track():
            return source.type
        case Identify() | Feedback() | Propose() | Enrol() | Control():
            return source.kind
        case Delivered() | LookedUp() | Journaled():
            return None
        case _:
            assert_never(source)
