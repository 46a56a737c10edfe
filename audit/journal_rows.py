"""Turns the entries of a journal into rows: what is personal goes into the private column."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import assert_never

from sqlmodel import SQLModel

from audit.tables.columns import pack
from audit.tables.delivery import FeedbackRow
from audit.tables.journal import AlertRow, ConsentRow, DecisionRow, EnrolmentMoveRow, GoalRow, InputRow
from audit.tables.shared import SuppressionRow
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


class JournalRows:
    """The rows of one customer's journal, written at one instant of the database's clock."""

    def __init__(self, customer_id: str, written_at: datetime, hash_address: Callable[[str], str]) -> None:
        self._customer_id = customer_id
        self._written_at = written_at
        self._hash_address = hash_address

    def of(self, entry: Entry) -> Iterator[SQLModel]:
        """An entry's rows, its own and what follows from it."""
        match entry:
            case Absorbed():
                yield from self._absorbed(entry)
            case Decided():
                yield self._decided(entry)
            case Entered() | EntryRefused() | Moved() | Ended():
                yield self._move(entry)
            case GoalReached():
                yield self._goal(entry)
            case ConsentRecorded():
                yield self._consent(entry)
            case Suppressed():
                yield self._suppressed(entry)
            case Alerted():
                yield self._alerted(entry)
            case Corrected():
                return  # a further outcome of the delivery says it
            case _:
                assert_never(entry)

    def _absorbed(self, entry: Absorbed) -> Iterator[SQLModel]:
        absorbed = entry.input
        yield InputRow(
            customer_id=self._customer_id,
            seq=entry.seq,
            at=entry.at,
            written_at=self._written_at,
            input_id=absorbed.id,
            kind=absorbed.kind,
            type=subject(absorbed),
            event_at=entry.event_at,
            trace=absorbed.trace,
            private=pack(input=absorbed.model_dump(mode="json"), note=entry.note),
        )
        if isinstance(absorbed, Feedback):
            yield FeedbackRow(
                customer_id=self._customer_id,
                event_id=absorbed.id,
                message_id=absorbed.message_id,
                at=entry.event_at,
                written_at=self._written_at,
                reaction=absorbed.reaction.value,
                machine=absorbed.machine,
                hard=absorbed.hard,
                private=pack(detail=absorbed.detail),
            )

    def _decided(self, entry: Decided) -> DecisionRow:
        return DecisionRow(
            customer_id=self._customer_id,
            written_at=self._written_at,
            private=pack(rules=[look.model_dump(mode="json") for look in entry.rules]),
            **entry.model_dump(exclude={"kind", "rules"}),
        )

    def _move(self, entry: Entered | EntryRefused | Moved | Ended) -> EnrolmentMoveRow:
        facts = entry.model_dump(exclude={"kind", "key"})
        return EnrolmentMoveRow(
            customer_id=self._customer_id,
            written_at=self._written_at,
            kind="refused" if isinstance(entry, EntryRefused) else entry.kind,
            private=pack(key=entry.key) if isinstance(entry, Entered | EntryRefused) else None,
            **facts,
        )

    def _goal(self, entry: GoalReached) -> GoalRow:
        facts = entry.model_dump(exclude={"kind"})
        return GoalRow(customer_id=self._customer_id, written_at=self._written_at, **facts)

    def _consent(self, entry: ConsentRecorded) -> ConsentRow:
        consent = entry.consent
        return ConsentRow(
            customer_id=self._customer_id,
            seq=entry.seq,
            at=entry.at,
            written_at=self._written_at,
            status=consent.status,
            purpose=consent.purpose,
            channel=consent.channel,
            topic=consent.topic,
            event_at=entry.event_at,
            private=pack(source=consent.source, wording=consent.wording),
        )

    def _suppressed(self, entry: Suppressed) -> SuppressionRow:
        return SuppressionRow(
            customer_id=self._customer_id,
            seq=entry.seq,
            at=entry.at,
            written_at=self._written_at,
            channel=entry.channel,
            address_hash=self._hash_address(entry.address),
            scope=entry.scope,
            cause=entry.cause,
        )

    def _alerted(self, entry: Alerted) -> AlertRow:
        return AlertRow(
            customer_id=self._customer_id,
            seq=entry.seq,
            at=entry.at,
            written_at=self._written_at,
            what=entry.what,
            private=pack(detail=entry.detail),
        )


def subject(entry: Input) -> str:
    """What an input is about, in one word that is never personal."""
    match entry:
        case Track():
            return entry.type
        case Feedback():
            return entry.reaction.value
        case Propose():
            return entry.message
        case Enrol():
            return entry.journey
        case Control():
            return entry.order.verb
        case Delivered():
            return entry.answer.answer
        case LookedUp():
            return entry.step
        case Identify() | Journaled():
            return entry.kind
        case _:
            assert_never(entry)
