"""The tables of deliveries: claims, outcomes, feedback and the copies of what was sent; append-only."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from audit.tables.columns import Private, TwoClocks, UtcTime

_COMPLAINED = "reaction = 'complained'"


class MessageBase(SQLModel):
    """One attempt to deliver a message, and what reports count it by."""

    message_id: str = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    customer_id: str = Field(index=True)
    message: str
    purpose: str
    department: str
    origin: str
    journey: str | None = None
    version: str | None = None
    channel: str
    due: datetime = Field(sa_type=UtcTime)
    decided_at: datetime = Field(sa_type=UtcTime)


class ClaimRow(Private, TwoClocks, MessageBase, table=True):
    """The right to call the provider once; private: the address.

    `round` counts the `not_now` that ended earlier claims of the attempt: they leave no claim standing.
    """

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_journey", "journey", "at"), Index("ix_claim_message", "message", "at"))

    round: int = Field(primary_key=True)
    lease_until: datetime = Field(sa_type=UtcTime)
    """on the database's clock"""


class DeliveryRow(Private, TwoClocks, MessageBase, table=True):
    """What became of an attempt; a later revision corrects an earlier one; private: the detail."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_outcome", "outcome", "message_id", "attempt"),
        Index("ix_delivery_newest", "channel", "written_at"),
        Index("ix_delivery_message", "message", "at", "message_id"),
    )

    revision: int = Field(primary_key=True)
    outcome: str
    """accepted, refused, unknown, not_now, or withdrawn: taken back after it was handed over, `why` says the reason"""
    fault: str | None = None
    suppress: bool = False
    provider_id: str | None = None
    why: str | None = None
    until: datetime | None = Field(default=None, sa_type=UtcTime)
    number: int | None = None


class FeedbackRow(Private, TwoClocks, table=True):
    """What the provider or the customer said afterwards; private: the detail."""

    __tablename__ = "feedback"
    __table_args__ = (
        Index(
            "ix_feedback_complained",
            "message_id",
            sqlite_where=text(_COMPLAINED),
            postgresql_where=text(_COMPLAINED),
        ),
    )

    customer_id: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    message_id: str = Field(index=True)
    reaction: str
    machine: bool
    hard: bool


class MessageCopyRow(Private, TwoClocks, table=True):
    """The message as it was rendered for a claim; private: all of it."""

    __tablename__ = "message_copy"

    message_id: str = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    customer_id: str = Field(index=True)
