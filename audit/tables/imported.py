"""The table of messages that other systems sent, as they were imported; append-only."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from audit.tables.columns import UtcTime


class ImportedMessageRow(SQLModel, table=True):
    """One message; nothing in it is decided, and nobody's workflow knows of it."""

    __tablename__ = "imported_message"

    message_id: str = Field(primary_key=True)
    """made of the customer and its id there, or of the whole line where it has none"""
    customer_id: str = Field(index=True)
    message: str
    """its key there"""
    department: str
    purpose: str
    channel: str
    tags: str
    """a JSON list, as are `topics`"""
    topics: str
    priority: int
    sent_at: datetime = Field(sa_type=UtcTime, index=True)
    written_at: datetime = Field(sa_type=UtcTime)
