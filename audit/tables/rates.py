"""The table of how much each provider account has been sent, for all workers together."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from audit.tables.columns import UtcTime


class ProviderRateRow(SQLModel, table=True):
    """An account of a provider; both times are on the database's clock."""

    __tablename__ = "provider_rate"

    account: str = Field(primary_key=True)
    """the adapter's name, or the channel's where a team wrote it"""
    taken_until: datetime = Field(sa_type=UtcTime)
    """when the last request that was handed out may go"""
    held_until: datetime | None = Field(default=None, sa_type=UtcTime)
    """the provider takes nothing before then"""
    detail: str = ""
    """what the provider said; nothing personal"""
