"""Claims and outcomes of one message: what stands, and which row comes next."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from audit.rows import append
from audit.tables.columns import pack, unpack
from audit.tables.delivery import ClaimRow, DeliveryRow, MessageBase
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.commands import Deliver

_ANSWER_COLUMNS = {"fault", "suppress", "provider_id", "why", "until", "number"}
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


class Standing:
    """The rows of one message, read in the transaction that goes on to write."""

    def __init__(self, session: Session, message_id: str) -> None:
        self._session = session
        self._claims = session.scalars(select(ClaimRow).where(col(ClaimRow.message_id) == message_id)).all()
        self._deliveries = list(
            session.scalars(
                select(DeliveryRow)
                .where(col(DeliveryRow.message_id) == message_id)
                .order_by(col(DeliveryRow.attempt), col(DeliveryRow.revision))
            )
        )

    def attempts(self) -> list[int]:
        """Every attempt that was claimed or has an outcome, oldest first."""
        return sorted({row.attempt for row in self._claims} | {row.attempt for row in self._deliveries})

    def outcome(self, attempt: int) -> DeliveryRow | None:
        """The newest outcome of an attempt that ended it; `not_now` ends a claim and not the attempt."""
        latest = self._latest(attempt)
        return None if latest is None or latest.outcome == "not_now" else latest

    def round(self, attempt: int) -> int:
        """How many claims of an attempt ended with `not_now`."""
        return sum(row.attempt == attempt and row.outcome == "not_now" for row in self._deliveries)

    def open_claim(self, attempt: int) -> ClaimRow | None:
        """The claim of an attempt that has no outcome yet."""
        if self.outcome(attempt) is not None:
            return None
        current = self.round(attempt)
        return next((row for row in self._claims if (row.attempt, row.round) == (attempt, current)), None)

    def attempt(self, attempt: int) -> MessageBase | None:
        """What an attempt was about; None when the ledger never heard of it."""
        rows: list[MessageBase] = [*self._claims, *self._deliveries]
        return next((row for row in rows if row.attempt == attempt), None)

    def settle(self, of: MessageBase, answer: Answer, at: datetime, written_at: datetime) -> None:
        """Append an outcome, unless it would take back what is known already."""
        latest = self._latest(of.attempt)
        if not self._moves_on(of.attempt, answer):
            return
        row = DeliveryRow(
            **of.model_dump(include=set(MessageBase.model_fields)),
            **answer.model_dump(include=_ANSWER_COLUMNS),
            revision=0 if latest is None else latest.revision + 1,
            outcome=answer.answer,
            at=at,
            written_at=written_at,
            private=None if isinstance(answer, Accepted) else pack(detail=answer.detail),
        )
        append(self._session, [row])
        self._deliveries.append(row)

    def _latest(self, attempt: int) -> DeliveryRow | None:
        return next((row for row in reversed(self._deliveries) if row.attempt == attempt), None)

    def _moves_on(self, attempt: int, answer: Answer) -> bool:
        known = self.outcome(attempt)
        match answer:
            case NotNow():
                return self.open_claim(attempt) is not None
            case Unknown():
                return known is None
            case Accepted() | Refused():
                return known is None or known.outcome == "unknown"


def attempt_of(command: Deliver) -> MessageBase:
    """The columns that a command's claim and outcomes share."""
    return MessageBase(**command.model_dump(include=set(MessageBase.model_fields)))


def answer_of(row: DeliveryRow) -> Answer:
    """The answer that an outcome was written from; without its detail once the customer was erased."""
    columns = row.model_dump(include=_ANSWER_COLUMNS)
    return _ANSWER.validate_python({"answer": row.outcome, **unpack(row.private), **columns})
