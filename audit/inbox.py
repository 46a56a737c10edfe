"""The inbox: inputs that a door kept instead of signalling them, in the order in which they came."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Connection, Engine, Select, TextClause, select, text, update
from sqlalchemy import Row as SqlRow
from sqlmodel import col

from audit.database import database_now, keep_out, read, write
from audit.journal_rows import subject
from audit.rows import Row, append, picked
from audit.shared_rows import basics
from audit.tables.columns import pack, unpack
from audit.tables.everything import table_of
from audit.tables.inbox import DUE, FILLING, UNWANTED, InboxRow
from audit.tables.journal import InputRow
from engine.contracts.inputs import Input
from engine.model import Frozen, Instant

Why = Literal["accepted", "not_of_interest", "signal_limit", "temporal_down", "anonymous", "erased"]
RETRIED: tuple[Why, ...] = ("accepted", "signal_limit", "temporal_down")
"""What is to be signalled as soon as it can be; the rest waits until a journey asks for it."""

_INBOX = table_of(InboxRow)
_UNREADABLE: set[int] = set()
"""Numbers that were told of: each is told of once."""
_log = logging.getLogger(__name__)


class KeptInput(Frozen):
    """An input in the inbox; `number` rises in the order of arrival."""

    number: int
    customer_id: str
    input: Input
    why: Why
    stored_at: Instant


class Inbox:
    """Blocking: doors on an event loop call it in a thread. `database` is the one of the ledger."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def store(self, customer_id: str, entry: Input, why: Why) -> None:
        """Keep an input; the same one of the same customer again changes nothing.

        Of an erased customer only the fact is kept, and nothing will be signalled.
        """

        def keep(connection: Connection) -> None:
            keep_out(connection, FILLING)
            known = basics(connection, customer_id)
            append(connection, _INBOX, [row_of(customer_id, entry, why, known.clock, erased=known.erased)])

        write(self._database, keep)

    def pending(
        self,
        limit: int,
        why: Collection[Why] = RETRIED,
        types: Collection[str] | None = None,
        after: int = 0,
        without: Collection[str] = (),
    ) -> Sequence[KeptInput]:
        """The oldest that are not drained, those of one customer in order; `after` a number, to read on from it.

        `without` are customers who are passed over.
        """
        query = _waiting().where(_is(why)).limit(limit)
        if types is not None:
            query = query.where(col(InboxRow.type).in_(types))
        if without:
            query = query.where(col(InboxRow.customer_id).not_in(without))
        return read(self._database, lambda connection: _page(connection, query, after))

    def absorbed(self, kept: Sequence[KeptInput]) -> frozenset[int]:
        """The numbers of those that the ledger has absorbed before: repeats, however old."""
        customers, ids = {one.customer_id for one in kept}, {one.input.id for one in kept}
        query = select(col(InputRow.customer_id), col(InputRow.input_id)).where(
            col(InputRow.customer_id).in_(customers), col(InputRow.input_id).in_(ids)
        )
        seen = read(self._database, lambda connection: {(row[0], row[1]) for row in connection.execute(query)})
        return frozenset(one.number for one in kept if (one.customer_id, one.input.id) in seen)

    def for_customer(self, customer_id: str, types: Collection[str] | None = None) -> Sequence[KeptInput]:
        """One customer's that are not drained, in order; `types` are trigger types, None for everything."""
        query = _waiting().where(col(InboxRow.customer_id) == customer_id)
        if types is not None:
            query = query.where(col(InboxRow.type).in_(types))
        return read(self._database, lambda connection: _kept(connection, query))

    def mark_drained(self, numbers: Collection[int]) -> None:
        """They were signalled; they stay in the table."""

        def mark(connection: Connection) -> None:
            connection.execute(
                update(_INBOX)
                .where(col(InboxRow.id).in_(numbers), col(InboxRow.drained_at).is_(None))
                .values(drained_at=database_now(connection))
            )

        write(self._database, mark)


def row_of(customer_id: str, entry: Input, why: Why, stored_at: datetime, *, erased: bool) -> Row:
    """What is kept of an input; of an erased customer's only the fact."""
    whose = {"customer_id": customer_id, "why": why, "stored_at": stored_at}
    return whose | kept_of(entry) | ({"private": None} if erased else {})


def kept_of(entry: Input) -> dict[str, object]:
    """The columns that the input itself fills."""
    return {"input_id": entry.id, "kind": entry.kind, "type": subject(entry), "private": pack(input=entry)}


def _waiting() -> Select[Any]:
    return (
        select(_INBOX)
        .where(col(InboxRow.drained_at).is_(None), col(InboxRow.private).is_not(None))
        .order_by(col(InboxRow.id))
    )


def _is(why: Collection[Why]) -> ColumnElement[bool] | TextClause:
    """Spelled like the indexes, where there is one: a planner takes a partial index for the very same words only."""
    match frozenset(why):
        case known if known == frozenset(RETRIED):
            return text(DUE)
        case known if known == frozenset({"not_of_interest"}):
            return text(UNWANTED)
        case _:
            return col(InboxRow.why).in_(why)


def _page(connection: Connection, query: Select[Any], after: int) -> list[KeptInput]:
    """The next with anything that can be read: a page of others is not the end."""
    while rows := connection.execute(query.where(col(InboxRow.id) > after)).all():
        if kept := [one for row in rows if (one := _read(row)) is not None]:
            return kept
        after = rows[-1].id
    return []


def _kept(connection: Connection, query: Select[Any]) -> list[KeptInput]:
    return [kept for row in connection.execute(query) if (kept := _read(row)) is not None]


def _read(row: SqlRow[Any]) -> KeptInput | None:
    """None for what a newer build wrote and this one cannot read: it waits, and holds nobody else up."""
    try:
        return KeptInput.model_validate(
            {"number": row.id, **picked(row, ("customer_id", "why", "stored_at")), **unpack(row.private)}
        )
    except ValidationError:
        if row.id not in _UNREADABLE:
            _UNREADABLE.add(row.id)
            _log.error("inbox row %d cannot be read by this build, and waits", row.id)
        return None
