"""Writing down what happens: the journal for the ledger and the bounded tail for the timeline."""

from typing import assert_never

from engine.contracts.inputs import Control, Enrol, Feedback, Identify, Propose, Track
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
from engine.contracts.views import TimelineItem
from engine.customer.state import MAX_TAIL, CustomerState

_KEPT_FOR_LATER = (Absorbed, EntryRefused, Moved)
"""Entries that travel with the next activity: alone they are no reason for one."""


def note(state: CustomerState, entry: Entry) -> None:
    """Append to the journal under the next number, and to the tail."""
    numbered = entry.model_copy(update={"seq": state.seq})
    state.seq += 1
    state.journal.append(numbered)
    item = _tail_item(numbered)
    if item is not None:
        tell(state, item)


def tell(state: CustomerState, item: TimelineItem) -> None:
    """Append to the tail alone: what the ledger holds in a row of its own."""
    state.tail.append(item)
    del state.tail[:-MAX_TAIL]


def weighs(entry: Entry) -> bool:
    """Whether the entry is a reason to write the journal although nothing is sent."""
    return not isinstance(entry, _KEPT_FOR_LATER)


def _tail_item(entry: Entry) -> TimelineItem | None:
    match entry:
        case Absorbed():
            return _of_input(entry)
        case Decided():
            return _of_decision(entry)
        case Entered():
            return TimelineItem(at=entry.at, due=entry.due, what="entered", subject=entry.journey)
        case EntryRefused():
            return TimelineItem(at=entry.at, what="not_entered", subject=entry.journey, detail=entry.reason)
        case Moved():
            return TimelineItem(at=entry.at, due=entry.due, what="moved", subject=entry.journey, detail=entry.step)
        case Ended():
            return TimelineItem(at=entry.at, due=entry.due, what="ended", subject=entry.journey, detail=entry.outcome)
        case GoalReached():
            return TimelineItem(at=entry.at, what="goal", subject=entry.journey)
        case Alerted():
            return TimelineItem(at=entry.at, what="alert", subject=entry.what, detail=entry.detail)
        case Corrected():
            return TimelineItem(at=entry.at, what="outcome", subject=entry.message_id, detail=entry.outcome)
        case ConsentRecorded() | Suppressed():
            return None
        case _:
            assert_never(entry)


def _of_input(entry: Absorbed) -> TimelineItem:
    source = entry.input
    match source:
        case Track():
            subject, detail = source.type, entry.note
        case Feedback():
            subject, detail = source.reaction.value, source.message_id
        case Propose():
            subject, detail = "propose", source.message
        case Enrol():
            subject, detail = "enrol", source.journey
        case Control():
            subject, detail = source.order.verb, source.operator
        case Identify():
            subject, detail = "identify", ", ".join(sorted(source.attributes))
        case _:
            subject, detail = source.kind, entry.note
    return TimelineItem(at=entry.at, due=entry.event_at, what="trigger", subject=subject, detail=detail)


def _of_decision(entry: Decided) -> TimelineItem:
    match entry.verdict:
        case "send":
            return TimelineItem(
                at=entry.at, due=entry.due, what="sending", subject=entry.message, detail=entry.channel or ""
            )
        case "hold":
            return TimelineItem(
                at=entry.at, due=entry.due, what="held", subject=entry.message, detail=entry.reason or ""
            )
        case "drop":
            return TimelineItem(
                at=entry.at, due=entry.due, what="dropped", subject=entry.message, detail=entry.reason or ""
            )
        case _:
            assert_never(entry.verdict)
