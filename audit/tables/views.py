"""The views that reports read, as SQL tables that nobody writes: they belong to no schema that is migrated."""

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table

from audit.tables.columns import UtcTime

VIEWS = MetaData()

_MESSAGE = ("message_id", "message", "purpose", "class", "department", "origin", "journey", "version")


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, String()) for name in names]


def _times(*names: str) -> list[Column[object]]:
    return [Column(name, UtcTime()) for name in names]


DECISIONS = Table(
    "v_decisions",
    VIEWS,
    *_texts("customer_id", "life", *_MESSAGE, "step", "broadcast", "verdict", "reason", "rule", "channel"),
    *_texts("tags", "topics", "observed"),
    *_times("at", "due", "until", "lapses"),
    *(Column(name, Integer()) for name in ("seq", "held_before", "catalogue")),
    *(Column(name, Boolean()) for name in ("shadow", "asked", "newest")),
)
MESSAGES = Table(
    "v_messages",
    VIEWS,
    *_texts("customer_id", "source", *_MESSAGE, "channel", "outcome", "over"),
    *_times("decided_at", "sent_at", "delivered_at", "opened_at", "clicked_at"),
    *_times("replied_at", "bounced_at", "complained_at", "unsubscribed_at", "accepted_at", "declined_at"),
)
GOALS = Table(
    "v_goals",
    VIEWS,
    *_texts("customer_id", "journey", "version", "enrolment_id", "credited_to", "credited_message"),
    *_times("at", "event_at"),
    Column("value", Float()),
)
