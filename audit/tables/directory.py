"""The tables that show what stands now, one snapshot per customer: directory and profile."""

from datetime import datetime

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

    customer_id: str = Field(primary_key=True)
    as_of: datetime = Field(sa_type=UtcTime)
