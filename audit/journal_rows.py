"""Turns the entries of a journal into rows: what is personal goes into the private column."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import assert_never

from pydantic_core import to_json
from sqlalchemy import Table

from audit.outcomes import NO_ANSWER
from audit.rows import Row, picked
from audit.tables.columns import pack
from audit.tables.delivery import DeliveryRow, FeedbackRow, MessageBase
from audit.tables.everything import table_of
from audit.tables.journal import (
    AlertRow,
    ConsentRow,
    DecisionRow,
    EnrolmentMoveRow,
    GoalRow,
    InputRow,
    ReportRow,
    SlotChangeRow,
)
from audit.tables.shared import SuppressionRow
from engine.contracts.entry import EntryBase, Presented
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
    Journal,
    Moved,
    Reported,
    SlotChanged,
    Suppressed,
)
from engine.policy.conclusion import conclude

_INPUT = table_of(InputRow)
_FEEDBACK = table_of(FeedbackRow)
_DELIVERY = table_of(DeliveryRow)
_DECISION = table_of(DecisionRow)
_MOVE = table_of(EnrolmentMoveRow)
_SLOT = table_of(SlotChangeRow)
_REPORT = table_of(ReportRow)
_GOAL = table_of(GoalRow)
_CONSENT = table_of(ConsentRow)
_SUPPRESSION = table_of(SuppressionRow)
_ALERT = table_of(AlertRow)

_DECIDED = tuple(set(Decided.model_fields) - {"kind", "life", "rules", "tags", "topics"})
_CHANGED = tuple(set(SlotChanged.model_fields) - {"kind", "life"})
_TOLD = tuple(set(Reported.model_fields) - {"kind", "life", "tags", "topics", "over"})
_REACHED = tuple(set(GoalReached.model_fields) - {"kind", "life"})
_MOVED = {
    model: tuple(set(model.model_fields) - {"kind", "life", "key"})
    for model in (Entered, EntryRefused, Moved, Drawn, Ended)
}
_UNMOVED = dict.fromkeys(column.name for column in _MOVE.columns)
_PRESENTED = tuple(set(MessageBase.model_fields) - {"customer_id", "due"})
_AGREED = ("status", "purpose", "channel", "topic")


class JournalRows:
    """The rows of one customer's journal, written at one instant of the database's clock."""

    def __init__(
        self, customer_id: str, journal: Journal, written_at: datetime, hash_address: Callable[[str], str]
    ) -> None:
        self._customer_id = customer_id
        self._journal = journal
        self._written_at = written_at
        self._hash_address = hash_address

    def by_table(self) -> dict[Table, list[Row]]:
        """Those of every entry, its own and what follows from it."""
        found: dict[Table, list[Row]] = {}
        for entry in self._journal.entries:
            for table, row in self._of(entry):
                found.setdefault(table, []).append(row)
        return found

    def _of(self, entry: Entry) -> Iterator[tuple[Table, Row]]:
        match entry:
            case Absorbed():
                yield _INPUT, self._absorbed(entry)
                if isinstance(entry.input, Feedback):
                    yield _FEEDBACK, self._feedback(entry.input, entry.event_at)
            case Decided():
                yield _DECISION, self._decided(entry)
            case Entered() | EntryRefused() | Moved() | Drawn() | Ended():
                yield _MOVE, self._move(entry)
            case SlotChanged() | Presented():
                yield self._place(entry)
            case Reported():
                yield _REPORT, self._number(entry) | picked(entry, _TOLD) | _lists(entry)
            case GoalReached():
                yield _GOAL, self._number(entry) | picked(entry, _REACHED)
            case ConsentRecorded():
                yield _CONSENT, self._consent(entry)
            case Suppressed():
                yield _SUPPRESSION, self._suppressed(entry)
            case Alerted():
                yield _ALERT, self._number(entry) | {"what": entry.what, "private": pack(detail=entry.detail)}
            case Corrected():
                return  # a further outcome of the delivery says it
            case _:
                assert_never(entry)

    def _number(self, entry: EntryBase) -> dict[str, object]:
        """The columns that every row of the journal has."""
        return {
            "customer_id": self._customer_id,
            "seq": entry.seq,
            "life": entry.life or self._journal.life,
            "at": entry.at,
            "written_at": self._written_at,
        }

    def _absorbed(self, entry: Absorbed) -> Row:
        absorbed = entry.input
        return self._number(entry) | {
            "input_id": absorbed.id,
            "kind": absorbed.kind,
            "type": subject(absorbed),
            "event_at": entry.event_at,
            "trace": absorbed.trace,
            "operator": absorbed.operator if isinstance(absorbed, Control) else None,
            "private": pack(input=absorbed, note=entry.note),
        }

    def _feedback(self, feedback: Feedback, at: datetime) -> Row:
        return {
            "customer_id": self._customer_id,
            "event_id": feedback.id,
            "message_id": feedback.message_id,
            "at": at,
            "written_at": self._written_at,
            "reaction": feedback.reaction.value,
            "machine": feedback.machine,
            "hard": feedback.hard,
            "private": pack(detail=feedback.detail),
        }

    def _decided(self, entry: Decided) -> Row:
        private = {"private": pack(rules=entry.rules)}
        return self._number(entry) | picked(entry, _DECIDED) | _lists(entry) | _rules(entry) | private

    def _place(self, entry: SlotChanged | Presented) -> tuple[Table, Row]:
        """What was shown came to its outcome: nobody claimed it, and no provider had it."""
        if isinstance(entry, SlotChanged):
            return _SLOT, self._number(entry) | picked(entry, _CHANGED)
        return _DELIVERY, {
            **NO_ANSWER,
            **picked(entry, _PRESENTED),
            "customer_id": self._customer_id,
            "due": entry.decided_at,
            "revision": 0,
            "outcome": "accepted",
            "at": entry.shown_at,
            "written_at": self._written_at,
            "private": None,
        }

    def _move(self, entry: Entered | EntryRefused | Moved | Drawn | Ended) -> Row:
        kind = "refused" if isinstance(entry, EntryRefused) else entry.kind
        key = pack(key=entry.key) if isinstance(entry, Entered | EntryRefused) else None
        facts = picked(entry, _MOVED[type(entry)])
        return _UNMOVED | self._number(entry) | facts | {"kind": kind, "private": key}

    def _consent(self, entry: ConsentRecorded) -> Row:
        consent = entry.consent
        confirmed = {"confirmed": True} if consent.confirmed else {}
        proof = {"proof": consent.proof} if consent.proof else {}
        private = pack(source=consent.source, wording=consent.wording, **confirmed, **proof)
        return self._number(entry) | picked(consent, _AGREED) | {"event_at": entry.event_at, "private": private}

    def _suppressed(self, entry: Suppressed) -> Row:
        return self._number(entry) | {
            "channel": entry.channel.value,
            "address_hash": self._hash_address(entry.address),
            "scope": entry.scope,
            "cause": entry.cause,
        }


def _lists(entry: Decided | Reported) -> dict[str, object]:
    """Lists of names, as JSON."""
    found: dict[str, object] = {"tags": to_json(entry.tags).decode(), "topics": to_json(entry.topics).decode()}
    return found | {"over": to_json(entry.over).decode()} if isinstance(entry, Reported) else found


def _rules(entry: Decided) -> dict[str, object]:
    """Which rules stopped it, or would have: names of the policy, which outlive an erasure."""
    observed = [f"{one.rule} {one.name}".strip() for one in entry.rules if one.observed and one.verdict != "send"]
    stopped = conclude(entry.rules).rule if entry.rules and entry.verdict != "send" else ""
    return {"rule": stopped or None, "observed": to_json(tuple(dict.fromkeys(observed))).decode()}


def subject(entry: Input) -> str:
    """What an input is about, in one word that is never personal."""
    match entry:
        case Track():
            return entry.type
        case Feedback():
            return entry.reaction.value
        case Propose():
            return entry.message
        case Ask() | Report():
            return entry.what.message
        case Enrol():
            return entry.journey
        case Control():
            return entry.order.verb
        case Visit():
            return entry.place.value
        case Delivered():
            return entry.answer.answer
        case Withdrawn():
            return entry.answer.became
        case LookedUp():
            return entry.step
        case Identify() | Confirm() | Release() | Journaled():
            return entry.kind
        case _:
            assert_never(entry)
