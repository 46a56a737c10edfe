"""Writing down what happens: the journal for the ledger and the bounded tail for the timeline."""

from typing import Final, assert_never

from engine.contracts.entry import Presented
from engine.contracts.inputs import (
    Ask,
    Confirm,
    Control,
    Enrol,
    Feedback,
    Identify,
    Input,
    Propose,
    Release,
    Report,
    Track,
    Visit,
    Withdrawn,
)
from engine.contracts.journal import (
    Absorbed,
    Alerted,
    ConsentRecorded,
    Corrected,
    Decided,
    Drawn,
    Ended,
    Entered,
    Entry,
    EntryRefused,
    GoalReached,
    Moved,
    Reported,
    SlotChanged,
    Suppressed,
)
from engine.contracts.views import TimelineItem
from engine.customer.state import MAX_TAIL, CustomerState
from engine.language.reactions import Reaction
from engine.language.terms import Reason
from engine.model import Attributes

_KEPT_FOR_LATER = (Absorbed, EntryRefused, Moved, Drawn)
"""Entries that travel with the next activity: alone they are no reason for one."""


OFFERED: Final = "offered at "
WAITS: Final = "waits at "
"""What the detail of a line begins with; the place follows."""
ASKED_BACK: Final = "asked back: "
"""The reason follows."""


def note(state: CustomerState, entry: Entry) -> None:
    """Append to the journal under the next number, and to the tail."""
    numbered = entry.model_copy(update={"seq": state.seq})
    state.seq += 1
    state.journal.append(numbered)
    item = told(numbered, state)
    if item is not None:
        tell(state, item)


def tell(state: CustomerState, item: TimelineItem) -> None:
    """Append to the tail alone: what the ledger holds in a row of its own."""
    state.tail.append(item)
    del state.tail[:-MAX_TAIL]


def weighs(entry: Entry) -> bool:
    """Whether the entry is a reason to write the journal although nothing is sent."""
    if isinstance(entry, Moved) and entry.version is not None:
        return True
    if isinstance(entry, Absorbed) and isinstance(entry.input, Control):
        return bool(entry.input.reason)  # what an operator gives a reason for is on record at once
    return not isinstance(entry, _KEPT_FOR_LATER)


def told(entry: Entry, state: CustomerState | None = None) -> TimelineItem | None:
    """An entry as the timeline tells it; the state knows which message a reaction is to. None: it tells nothing."""
    match entry:
        case Absorbed():
            return _of_input(entry, state)
        case Decided():
            return _of_decision(entry)
        case Entered():
            return TimelineItem(at=entry.at, due=entry.due, what="entered", subject=entry.journey, detail=entry.key)
        case EntryRefused():
            return TimelineItem(at=entry.at, what="not_entered", subject=entry.journey, detail=entry.reason)
        case Moved():
            return TimelineItem(at=entry.at, due=entry.due, what="moved", subject=entry.journey, detail=entry.step)
        case Ended():
            return TimelineItem(at=entry.at, due=entry.due, what="ended", subject=entry.journey, detail=entry.outcome)
        case GoalReached():
            worth = "" if entry.value is None else f"worth {entry.value:g}"
            return TimelineItem(at=entry.at, due=entry.event_at, what="goal", subject=entry.journey, detail=worth)
        case Alerted():
            return TimelineItem(at=entry.at, what="alert", subject=entry.what, detail=entry.detail)
        case Corrected():
            subject = _message(entry.message_id, state)
            return TimelineItem(at=entry.at, what="outcome", subject=subject, detail=entry.outcome)
        case SlotChanged() | Reported() | Presented():
            return _of_place(entry, state)
        case ConsentRecorded() | Suppressed() | Drawn():
            return None
        case _:
            assert_never(entry)


def _of_place(entry: SlotChanged | Reported | Presented, state: CustomerState | None) -> TimelineItem:
    if isinstance(entry, Presented):
        return TimelineItem(at=entry.at, due=entry.shown_at, what="sent", subject=entry.message, detail=entry.channel)
    if isinstance(entry, SlotChanged):
        return TimelineItem(at=entry.at, what="slot", subject=_message(entry.message_id, state), detail=entry.what)
    detail = "planned" if entry.planned else "reported"
    return TimelineItem(at=entry.at, due=entry.sent_at, what="elsewhere", subject=entry.message, detail=detail)


def _message(message_id: str, state: CustomerState | None) -> str:
    """Its key while it is known, else the id."""
    if state is None:
        return message_id
    planned = next((one for one in state.planned if one.id == message_id), None)
    known = state.message_sent(message_id) or state.proposal(message_id) or planned
    return known.message if known is not None else message_id


def _of_input(entry: Absorbed, state: CustomerState | None) -> TimelineItem:
    source = entry.input
    match source:
        case Track():
            subject, detail = source.type, entry.note
        case Feedback():
            subject, detail = source.reaction.value, _message(source.message_id, state)
        case Propose():
            subject, detail = "propose", source.message
        case Enrol():
            subject, detail = "enrol", source.journey
        case Ask() | Report():
            subject, detail = source.kind, source.what.message
        case Confirm() | Release():
            subject, detail = source.kind, source.ask
        case Control():
            subject, detail = source.order.verb, said_by(source)
        case Identify():
            subject, detail = "identify", ", ".join(sorted(source.attributes))
        case Visit():
            subject, detail = "visit", source.place
        case Withdrawn():
            subject, detail = "withdrawn", source.answer.became
        case _:
            subject, detail = source.kind, entry.note
    return TimelineItem(
        at=entry.at, due=entry.event_at, what="trigger", subject=subject, detail=detail, properties=_outcome(source)
    )


def _outcome(source: Input) -> Attributes:
    """Of a task's reaction alone: what came of a call says more than that something did."""
    if isinstance(source, Feedback) and source.reaction is Reaction.CALL_OUTCOME:
        return {name: value for name, value in source.detail.items() if name in ("outcome", "call_back_at")}
    return {}


def said_by(control: Control) -> str:
    """Who, and why where that was said."""
    return f"{control.operator}: {control.reason}" if control.reason else control.operator


def _of_decision(entry: Decided) -> TimelineItem:
    match entry.verdict:
        case "send" if entry.asked:
            return TimelineItem(at=entry.at, what="slot", subject=entry.message, detail="reserved", until=entry.lapses)
        case "send" if entry.lapses is not None:
            offered = f"{OFFERED}{entry.channel}"
            return TimelineItem(at=entry.at, what="slot", subject=entry.message, detail=offered, until=entry.lapses)
        case "send":
            return TimelineItem(
                at=entry.at, due=entry.due, what="sending", subject=entry.message, detail=entry.channel or ""
            )
        case "hold":
            return TimelineItem(
                at=entry.at,
                due=entry.due,
                what="held",
                subject=entry.message,
                detail=_why(entry),
                until=entry.until,
            )
        case "drop":
            return TimelineItem(
                at=entry.at, due=entry.due, what="dropped", subject=entry.message, detail=entry.reason or ""
            )
        case _:
            assert_never(entry.verdict)


def _why(entry: Decided) -> str:
    """What holds it; what only waits for her is held for want of a channel that reaches her now."""
    waits = entry.reason is Reason.NO_CHANNEL and entry.channel is not None
    return f"{WAITS}{entry.channel}" if waits else entry.reason or ""
