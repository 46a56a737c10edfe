"""Turns the ledger's entries of one customer into the lines of her timeline."""

from collections.abc import Iterable
from typing import assert_never
from zoneinfo import ZoneInfo

from engine.contracts.entry import Presented
from engine.contracts.inputs import (
    Ask,
    Confirm,
    Control,
    Delivered,
    Enrol,
    Feedback,
    Identify,
    Input,
    Journaled,
    LookedUp,
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
from engine.customer.notes import told
from engine.model import Attributes
from engine.telling.sentences import sentence
from engine.telling.titles import Titles
from trials.simulating.result import CustomerTimeline, Happening, What

_WHAT: dict[str, What] = {"send": "sent", "hold": "held", "drop": "dropped"}


class Teller:
    """Tells the entries of one customer, in her zone and with the titles of a catalogue."""

    def __init__(self, customer_id: str, zone: ZoneInfo, titles: Titles) -> None:
        self._customer_id = customer_id
        self._zone = zone
        self._titles = titles

    def timeline(self, entries: Iterable[Entry]) -> CustomerTimeline:
        """In the order in which it happened."""
        happenings = tuple(one for entry in entries if (one := self._tell(entry)) is not None)
        return CustomerTimeline(customer_id=self._customer_id, zone=self._zone.key, happenings=happenings)

    def _tell(self, entry: Entry) -> Happening | None:
        facts, item = _facts(entry), told(entry)
        if facts is None or item is None:
            return None
        as_told = item.model_copy(update={"what": facts.what, "properties": _properties(entry)})
        return facts.model_copy(update={"text": sentence(as_told, self._titles, self._zone)})


def _properties(entry: Entry) -> Attributes:
    return entry.input.properties if isinstance(entry, Absorbed) and isinstance(entry.input, Track) else {}


def _facts(entry: Entry) -> Happening | None:
    """Without its words; None: nothing that a timeline tells."""
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
        case SlotChanged():
            return Happening(at=entry.at, what="slot", subject=entry.message_id, detail=entry.what)
        case Reported():
            return Happening(
                at=entry.at, due=entry.sent_at, what="elsewhere", subject=entry.message, channel=entry.channel
            )
        case ConsentRecorded() | Suppressed() | Corrected() | Drawn() | Presented():
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
        case (
            Identify()
            | Feedback()
            | Propose()
            | Ask()
            | Confirm()
            | Release()
            | Report()
            | Visit()
            | Enrol()
            | Control()
        ):
            return source.kind
        case Delivered() | Withdrawn() | LookedUp() | Journaled():
            return None
        case _:
            assert_never(source)
