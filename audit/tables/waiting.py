"""The tables of what is scarce for all customers: places taken, who waits for what, and who sees to it."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from audit.tables.columns import UtcTime


class PlaceRow(SQLModel, table=True):
    """A place of a slow channel that an attempt has taken; removed when it is given back."""

    __tablename__ = "place"
    __table_args__ = (Index("ix_place_day", "channel", "since"),)

    message_id: str = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    channel: str
    since: datetime = Field(sa_type=UtcTime)
    """when the day began, by the organisation's calendar"""
    until: datetime = Field(sa_type=UtcTime)


class WaitingRow(SQLModel, table=True):
    """A message that waits for what more than one customer shares; removed when it leaves, is dropped or is woken."""

    __tablename__ = "waiting"
    __table_args__ = (Index("ix_waiting_turn", "why", "what", "turn", "since", "message_id", "until", "expires"),)

    message_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    message: str
    attempt: int
    """the next one"""
    why: str
    """paused, guard, breaker or capacity"""
    what: str
    """kind and name of what is paused; the channel of the others"""
    turn: int
    """by class and priority: the smallest goes first"""
    since: datetime = Field(sa_type=UtcTime)
    """when the message was proposed"""
    decided_at: datetime = Field(sa_type=UtcTime)
    until: datetime | None = Field(default=None, sa_type=UtcTime)
    """when the customer looks again by herself"""
    expires: datetime = Field(sa_type=UtcTime)
    places: int | None = None
    """how many there are a day"""
    written_at: datetime = Field(sa_type=UtcTime)
    woken_at: datetime | None = Field(default=None, sa_type=UtcTime)


class DutyRow(SQLModel, table=True):
    """What one process at a time sees to."""

    __tablename__ = "duty"

    name: str = Field(primary_key=True)
    holder: str
    lease_until: datetime = Field(sa_type=UtcTime)
    """on the database's clock"""
