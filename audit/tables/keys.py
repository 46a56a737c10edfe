"""The table of data keys, each wrapped by a master key."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from audit.tables.columns import UtcTime


class DataKeyRow(SQLModel, table=True):
    """The one key of an owner; once destroyed `wrapped` is None, and the row stays so that there is no other."""

    __tablename__ = "data_key"

    owner: str = Field(primary_key=True)
    """the customer's id; empty for what belongs to nobody in particular"""
    id: str = Field(unique=True)
    """stands in the metadata of every payload"""
    master: str | None = None
    """id of the master key that it is wrapped by"""
    wrapped: str | None = None
    """base64"""
    created_at: datetime = Field(sa_type=UtcTime)
    destroyed_at: datetime | None = Field(default=None, sa_type=UtcTime)
