"""What the columns of every table are made of: aware UTC times and the one private column."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic_core import to_json
from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from engine.model import Attributes


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC both ways: SQLite keeps no zone, and PostgreSQL answers in the session's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    # The processors stand in for those of `impl`, which would take most of the time of writing a row.
    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], datetime | str | None]:
        return _text if dialect.name == "sqlite" else _utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[datetime | str | None], datetime | None]:
        return _instant


def _utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be stored: {value!r}")
    return value.astimezone(UTC)


def _text(value: datetime | None) -> str | None:
    utc = _utc(value)
    return None if utc is None else utc.replace(tzinfo=None).isoformat(" ", "microseconds")


def _instant(value: datetime | str | None) -> datetime | None:
    match value:
        case None:
            return None
        case str():
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        case _:
            return value.astimezone(UTC)


class Private(SQLModel):
    """A row about a person: what is personal stands in `private` alone; blanking it leaves the counts."""

    private: str | None = None
    """JSON; None once the customer was erased"""


class Numbered(SQLModel):
    """`seq` rises by one within a life of a customer: the same journal written twice meets its own rows."""

    customer_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    life: str = Field(primary_key=True)
    """the run that asked the ledger before it went on numbering; two may number alike"""


class TwoClocks(SQLModel):
    """`at` is the workflow's time, for reports; `written_at` the database's clock, for latencies."""

    at: datetime = Field(sa_type=UtcTime)
    written_at: datetime = Field(sa_type=UtcTime)


def pack(**parts: object) -> str:
    """The content of a private column; the parts are JSON values or models."""
    return to_json(parts).decode()


def unpack(private: str | None) -> Attributes:
    """The parts of a private column; none once it was blanked."""
    if private is None:
        return {}
    parts: Attributes = json.loads(private)
    return parts
