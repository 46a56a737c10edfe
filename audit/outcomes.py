"""Claims and outcomes of one message: what stands, and which row comes next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, select
from sqlalchemy import Row as DatabaseRow

from audit.rows import Row, append, picked
from audit.tables.columns import pack, unpack
from audit.tables.delivery import ClaimRow, DeliveryRow, MessageBase
from audit.tables.everything import table_of
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.commands import Deliver

WITHDRAWN = "withdrawn"
"""An outcome that no provider's first answer is: it was taken back after it was handed over."""

_CLAIM = table_of(ClaimRow)
_DELIVERY = table_of(DeliveryRow)
_CLAIMS = select(_CLAIM).where(_CLAIM.c.message_id == bindparam("message_id"))
_OUTCOMES = (
    select(_DELIVERY)
    .where(_DELIVERY.c.message_id == bindparam("message_id"))
    .order_by(_DELIVERY.c.attempt, _DELIVERY.c.revision)
)

_ATTEMPT = tuple(MessageBase.model_fields)
NO_ANSWER: Row = {
    "fault": None,
    "suppress": False,
    "provider_id": None,
    "why": None,
    "until": None,
    "number": None,
}
"""What an outcome says of a provider that answered nothing."""
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)

Stored = DatabaseRow[Any]
"""A row of claims or outcomes."""


class Standing:
    """The rows of one message, read in the transaction that goes on to write; `new`: it is known to have none."""

    def __init__(self, connection: Connection, message_id: str, *, new: bool = False) -> None:
        self._connection = connection
        self._message = {"message_id": message_id}
        self._claims: Sequence[Stored] | None = () if new else None
        self._outcomes: Sequence[Stored] | None = () if new else None

    def attempts(self) -> list[int]:
        """Every attempt that was claimed or has an outcome, oldest first."""
        return sorted({row.attempt for row in (*self._all_claims(), *self._all_outcomes())})

    def outcome(self, attempt: int) -> Stored | None:
        """The newest outcome of an attempt that ended it; `not_now` ends a claim and not the attempt."""
        latest = self._latest(attempt)
        return None if latest is None or latest.outcome == "not_now" else latest

    def round(self, attempt: int) -> int:
        """How many claims of an attempt ended with `not_now`."""
        return sum(row.attempt == attempt and row.outcome == "not_now" for row in self._all_outcomes())

    def open_claim(self, attempt: int) -> Stored | None:
        """The claim of an attempt that has no outcome yet."""
        if self.outcome(attempt) is not None:
            return None
        current = self.round(attempt)
        return next((row for row in self._all_claims() if (row.attempt, row.round) == (attempt, current)), None)

    def attempt(self, attempt: int) -> Stored | None:
        """A row that tells what an attempt was about; None when the ledger never heard of it."""
        rows = (*self._all_claims(), *self._all_outcomes())
        return next((row for row in rows if row.attempt == attempt), None)

    def settle(self, of: Deliver | Stored, answer: Answer, at: datetime, written_at: datetime) -> bool:
        """Append an outcome, unless it would take back what is known already; whether it was appended."""
        if not self._moves_on(of.attempt, answer):
            return False
        said = {name: value for name, value in answer if name in NO_ANSWER}
        private = None if isinstance(answer, Accepted) else pack(detail=answer.detail)
        self._append(of, {**said, "outcome": answer.answer, "private": private, "at": at, "written_at": written_at})
        return True

    def withdraw(self, of: Stored, why: str, at: datetime, written_at: datetime) -> None:
        """It was handed over, or perhaps so, and taken back before anything came of it: once for an attempt."""
        latest = self._latest(of.attempt)
        if latest is None or latest.outcome in ("accepted", "unknown"):
            self._append(of, {"outcome": WITHDRAWN, "why": why, "private": None, "at": at, "written_at": written_at})

    def _append(self, of: Deliver | Stored, said: Row) -> None:
        latest = self._latest(of.attempt)
        revision = {"revision": 0 if latest is None else latest.revision + 1}
        append(self._connection, _DELIVERY, [{**attempt_of(of), **NO_ANSWER, **said, **revision}])
        self._outcomes = None  # to be read again

    def _all_claims(self) -> Sequence[Stored]:
        if self._claims is None:
            self._claims = self._connection.execute(_CLAIMS, self._message).all()
        return self._claims

    def _all_outcomes(self) -> Sequence[Stored]:
        if self._outcomes is None:
            self._outcomes = self._connection.execute(_OUTCOMES, self._message).all()
        return self._outcomes

    def _latest(self, attempt: int) -> Stored | None:
        return next((row for row in reversed(self._all_outcomes()) if row.attempt == attempt), None)

    def _moves_on(self, attempt: int, answer: Answer) -> bool:
        known = self.outcome(attempt)
        match answer:
            case NotNow():
                return self.open_claim(attempt) is not None
            case Unknown():
                return known is None
            case Accepted() | Refused():
                return known is None or known.outcome == "unknown"


def attempt_of(source: Deliver | Stored) -> dict[str, object]:
    """The columns that the claims and outcomes of an attempt share."""
    return picked(source, _ATTEMPT)


def answer_of(row: Stored) -> Answer:
    """The answer that an outcome was written from; without its detail once the customer was erased.

    What was taken back did not leave: whoever asks again decides again, under the next attempt.
    """
    if row.outcome == WITHDRAWN:
        return NotNow(why="cancelled")
    return _ANSWER.validate_python({"answer": row.outcome, **unpack(row.private), **picked(row, NO_ANSWER)})
