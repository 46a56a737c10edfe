"""The tables that show what stands now, one snapshot per customer: directory and profile."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from audit.tables.columns import Private, UtcTime


class CustomerRow(SQLModel, table=True):
    """How far the ledger has heard of a customer."""

    __tablename__ = "customer"

    customer_id: str = Field(primary_key=True)
    as_of: datetime = Field(sa_type=UtcTime)
    next_deadline: datetime | None = Field(default=None, sa_type=UtcTime, index=True)
    catalogue: int


class EnrolmentRow(Private, table=True):
    """A running enrolment; private: the key."""

    __tablename__ = "directory"

    customer_id: str = Field(primary_key=True)
    enrolment_id: str = Field(primary_key=True)
    journey: str = Field(index=True)
    version: str
    step: str
    since: datetime = Field(sa_type=UtcTime)
    deadline: datetime | None = Field(default=None, sa_type=UtcTime)


class ProfileRow(Private, table=True):
    """The last snapshot of a profile; private: all of it."""

    __tablename__ = "profile"
    __table_args__ = (Index("ix_profile_phone", "phone_hash"),)

    customer_id: str = Field(primary_key=True)
    as_of: datetime = Field(sa_type=UtcTime)
    phone_hash: str | None = None
    """keyed, of her number in E.164: who wrote to us from it; empty: she has none; None: written before it was kept"""
