"""The tables of the HTTP doors: API keys, hashed, and what was answered under an idempotency key."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from audit.tables.columns import UtcTime


class ApiKeyRow(SQLModel, table=True):
    """A key is never deleted: who called with it stays known. Its times are on the database's clock."""

    __tablename__ = "api_key"

    id: str = Field(primary_key=True)
    """stands in the key itself, in the open"""
    name: str
    digest: str
    """SHA-256 of its secret, which has 256 bits of chance, as hex"""
    scopes: str
    """separated by blanks"""
    department: str | None = None
    """None: it speaks for all of them"""
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str
    expires_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_by: str | None = None
    replaced_by: str | None = None
    """id of the key that it was rotated to"""


class ApiAnswerRow(SQLModel, table=True):
    """What a request was answered; without a status it is still being answered. It counts for a day; then rows go."""

    __tablename__ = "api_answer"
    __table_args__ = (Index("ix_api_answer_since", "since"),)

    key_id: str = Field(primary_key=True)
    """the API key of the caller"""
    idempotency_key: str = Field(primary_key=True)
    fingerprint: str
    """SHA-256 of method, path and body, as hex"""
    since: datetime = Field(sa_type=UtcTime)
    status: int | None = None
    body: str | None = None
