"""The tables of what is done with many customers at a pace: the jobs, and whom each concerns."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from audit.tables.columns import UtcTime
from audit.tables.shared import RowNumber


class RefreshRow(SQLModel, table=True):
    """A job; its times are on the database's clock."""

    __tablename__ = "refresh"
    __table_args__ = (Index("ix_refresh_due", "finished_at", "next_at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    kind: str
    """look, enrol or migrate"""
    concerns: str
    """journeys, separated by commas; `response_rates` for thresholds"""
    catalogue: int
    orders: str
    """JSON of what each customer is told"""
    pace_count: int
    pace_seconds: float
    by: str
    started_at: datetime = Field(sa_type=UtcTime)
    next_at: datetime = Field(sa_type=UtcTime)
    """when the next customers may be told"""
    counted: bool
    """whether everybody whom it concerns is listed"""
    total: int
    done: int
    reached: str
    """the last customer who was told, in order of id"""
    holder: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    outcome: str | None = None
    """done, withdrawn or superseded"""


class RefreshCustomerRow(SQLModel, table=True):
    """Somebody whom a running job concerns; gone when it ends."""

    __tablename__ = "refresh_customer"

    refresh_id: int = Field(primary_key=True, sa_type=RowNumber, sa_column_kwargs={"autoincrement": False})
    customer_id: str = Field(primary_key=True)
