"""What the columns of every table are made of: aware UTC times and the one private column."""

import json
from datetime import UTC, datetime

from pydantic import JsonValue
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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Private(SQLModel):
    """A row about a person: what is personal stands in `private` alone; blanking it leaves the counts."""

    private: str | None = None
    """JSON; None once the customer was erased"""


class Numbered(SQLModel):
    """`seq` rises by one per customer: the same journal written twice meets its own rows."""

    customer_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)


class TwoClocks(SQLModel):
    """`at` is the workflow's time, for reports; `written_at` the database's clock, for latencies."""

    at: datetime = Field(sa_type=UtcTime)
    written_at: datetime = Field(sa_type=UtcTime)


def pack(**parts: JsonValue) -> str:
    """The content of a private column."""
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def unpack(private: str | None) -> Attributes:
    """The parts of a private column; none once it was blanked."""
    if private is None:
        return {}
    parts: Attributes = json.loads(private)
    return parts
