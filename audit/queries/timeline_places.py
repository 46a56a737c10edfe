"""Where each thing stands in a customer's story, and the places of a page, which the database finds and cuts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    Subquery,
    case,
    collate,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from audit.queries.timeline_telling import QUIET, TELLING, rows_of, unheard
from audit.tables.columns import UtcTime
from audit.tables.delivery import DeliveryRow
from audit.tables.everything import table_of

_AFTER_ALL = 2**62
"""An outcome comes after everything that led to it."""
_AFTER_IT = _AFTER_ALL + 1
"""And what was heard of it after that, however early it was heard."""
HEARD = len(TELLING)
"""The kind of what `unheard` finds."""


class Place(NamedTuple):
    """In the order of the story; `kind` is the number of a table among those that tell."""

    at: datetime
    seq: int
    kind: int
    revision: int
    said: datetime
    """when it was by its own word: earlier than `at` for what was heard before the outcome of its message was known"""
    name: str
    """the life of a journal's row, else the message's id"""
    attempt: int
    reaction: str


_TYPES: Sequence[TypeEngine[Any]] = (
    *(UtcTime(), BigInteger(), Integer(), Integer()),
    *(UtcTime(), String(), Integer(), String()),
)
_BINARY = {"sqlite": "BINARY", "postgresql": "C"}
"""The collation in which text is in the order that Python knows."""


def written(row: Row[Any], kind: int) -> Place:
    """The place of a row of `rows_of` the journal."""
    if row.out is not None and row.at <= row.out:
        return Place(row.out, _AFTER_IT + row.seq, kind, 0, row.at, row.life, 0, "")
    return Place(row.at, row.seq, kind, 0, row.at, row.life, 0, "")


def number(place: Place) -> int:
    """That of the row of the journal which stands there."""
    return place.seq - _AFTER_IT if place.seq > _AFTER_ALL else place.seq


def delivered(row: Row[Any], kind: int) -> Place:
    """The place of an outcome."""
    return Place(row.at, _AFTER_ALL, kind, row.revision, row.at, row.message_id, row.attempt, "")


def heard(row: Row[str, str, datetime, datetime | None]) -> Place:
    """The place of what was heard and woke nobody: providers' clocks may be behind ours, and tell whole seconds."""
    at = row.at if row.out is None else max(row.at, row.out)
    return Place(at, _AFTER_ALL, HEARD, 0, row.at, row.message_id, 0, row.reaction)


def places(
    connection: Connection, customer_id: str, limit: int, after: Place | None = None, *, newest_first: bool = False
) -> Sequence[Place]:
    """So many at most: those after a place, or the newest."""
    every = union_all(*_kinds(customer_id)).subquery()
    columns = _comparable(every, connection.dialect.name)
    query: Select[Any] = select(every)
    if after is not None:
        query = query.where(tuple_(*columns) > tuple_(*_values(after)))
    order = [column.desc() for column in columns] if newest_first else columns
    return [Place(*row) for row in connection.execute(query.order_by(*order).limit(limit))]


def _values(place: Place) -> Iterator[ColumnElement[Any]]:
    for value, kind in zip(place, _TYPES, strict=True):
        yield literal(value, kind)


def _comparable(every: Subquery, dialect: str) -> list[ColumnElement[Any]]:
    return [
        collate(column, _BINARY[dialect]) if isinstance(kind, String) else column
        for column, kind in zip(every.c, _TYPES, strict=True)
    ]


def _kinds(customer_id: str) -> Iterator[Select[Any]]:
    for kind, model in enumerate(TELLING):
        yield _written(model, kind, customer_id) if model is not DeliveryRow else _delivered(kind, customer_id)
    found = unheard(customer_id).subquery().c
    at = case((found.at < found.out, found.out), else_=found.at)
    yield _select(at, _number(_AFTER_ALL), HEARD, _number(0), found.at, found.message_id, _number(0), found.reaction)


def _written(model: type[SQLModel], kind: int, customer_id: str) -> Select[Any]:
    query = rows_of(model, customer_id)
    if model in QUIET:
        query = query.where(table_of(model).c.kind.not_in(QUIET[model]))
    row = query.subquery().c
    early = row.at <= row.out
    at, seq = case((early, row.out), else_=row.at), case((early, _number(_AFTER_IT) + row.seq), else_=row.seq)
    return _select(at, seq, kind, _number(0), row.at, row.life, _number(0), _text(""))


def _delivered(kind: int, customer_id: str) -> Select[Any]:
    row = table_of(DeliveryRow).c
    query = _select(row.at, _number(_AFTER_ALL), kind, row.revision, row.at, row.message_id, row.attempt, _text(""))
    return query.where(row.customer_id == customer_id)


def _select(at: ColumnElement[Any], seq: ColumnElement[Any], kind: int, *further: ColumnElement[Any]) -> Select[Any]:
    columns = (at, seq, _number(kind), *further)
    return select(*(column.label(label) for column, label in zip(columns, Place._fields, strict=True)))


def _number(value: int) -> ColumnElement[Any]:
    return literal(value, BigInteger())


def _text(value: str) -> ColumnElement[Any]:
    return literal(value, String())
