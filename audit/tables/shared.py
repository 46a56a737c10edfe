"""The tables that more than one customer's decisions depend on; append-only, the newest row counts."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field, SQLModel

from audit.tables.columns import Numbered, TwoClocks, UtcTime

RowNumber = BigInteger().with_variant(Integer, "sqlite")


class PauseRow(SQLModel, table=True):
    """An operator, or a guard, paused or resumed something for everybody."""

    __tablename__ = "pause"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    kind: str
    """everything, message, journey, channel or department"""
    name: str
    paused: bool
    by: str
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    written_at: datetime = Field(sa_type=UtcTime)


class BreakerRow(SQLModel, table=True):
    """A channel is held for everybody until then."""

    __tablename__ = "breaker"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    channel: str = Field(index=True)
    until: datetime = Field(sa_type=UtcTime)
    why: str
    written_at: datetime = Field(sa_type=UtcTime)


class SuppressionRow(TwoClocks, Numbered, table=True):
    """An address that may not be written to; it survives erasure, so only as a keyed hash."""

    __tablename__ = "suppression"
    __table_args__ = (Index("ix_suppression_address", "address_hash", "channel"),)

    channel: str
    address_hash: str
    """HMAC-SHA256 of the address, 64 hex digits"""
    scope: str
    """marketing or everything; nothing: the address gave back what `LIFTED` names"""
    cause: str


class TombstoneRow(SQLModel, table=True):
    """A customer who was erased."""

    __tablename__ = "tombstone"

    customer_id: str = Field(primary_key=True)
    written_at: datetime = Field(sa_type=UtcTime)
