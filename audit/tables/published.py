"""The tables of what was published: catalogues under rising numbers, and their immutable parts."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from audit.tables.columns import UtcTime


class CatalogueRow(SQLModel, table=True):
    """One act of publishing."""

    __tablename__ = "catalogue"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcTime)
    by: str
    commit: str | None = None
    content: str
    """canonical JSON"""


class PartRow(SQLModel, table=True):
    """A journey version, message, policy or schema under the hash of its content."""

    __tablename__ = "part"

    hash: str = Field(primary_key=True)
    content: str
