"""The tables of the journal: inputs, decisions, moves, goals, consents and alerts; append-only."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from audit.tables.columns import Numbered, Private, TwoClocks, UtcTime

_NOT_SENT = "verdict <> 'send'"
"""Most decisions are to send: an index of those leads nowhere."""


class JournalBase(TwoClocks, Numbered):
    """What every row of the journal has."""


class InputRow(Private, JournalBase, table=True):
    """An input that was absorbed; private: the input itself and the note."""

    __tablename__ = "input"
    __table_args__ = (
        Index("ix_input_customer_input", "customer_id", "input_id"),
        Index("ix_input_customer_type", "customer_id", "kind", "type", "event_at"),
    )

    input_id: str
    kind: str
    type: str
    """the trigger's type, the feedback's reaction, the order's verb, or what was asked for"""
    event_at: datetime = Field(sa_type=UtcTime)
    trace: str | None = None
    operator: str | None = None
    """who gave an order; why is private"""


class DecisionRow(Private, JournalBase, table=True):
    """What became of a proposal; private: the rules that were looked at, with their evidence."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_message", "message_id"),
        Index(
            "ix_decision_verdict",
            "verdict",
            "reason",
            sqlite_where=text(_NOT_SENT),
            postgresql_where=text(_NOT_SENT),
        ),
    )

    message_id: str
    message: str
    purpose: str
    department: str
    origin: str
    journey: str | None = None
    version: str | None = None
    enrolment_id: str | None = None
    step: str | None = None
    due: datetime = Field(sa_type=UtcTime)
    verdict: str
    channel: str | None = None
    reason: str | None = None
    until: datetime | None = Field(default=None, sa_type=UtcTime)
    attempt: int
    catalogue: int
    held_before: int
    trace: str | None = None
    tags: str = "[]"
    """a JSON list, as are `topics`: as the message was when it was decided"""
    topics: str = "[]"
    broadcast: str | None = Field(default=None, index=True)
    shadow: bool = False
    asked: bool = False
    lapses: datetime | None = Field(default=None, sa_type=UtcTime)
    """when a department's reservation is over if nobody confirms it"""
    rule: str | None = None
    """the kind and the name of the rule that stopped it"""
    observed: str = "[]"
    """a JSON list of the rules that would have stopped it, did they not only observe"""


class SlotChangeRow(JournalBase, table=True):
    """What became of a department's reservation or planned message."""

    __tablename__ = "slot_change"

    message_id: str = Field(index=True)
    what: str
    """confirmed, released or lapsed"""
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ReportRow(JournalBase, table=True):
    """A message that a department sent, or planned to send, without asking."""

    __tablename__ = "report"

    message_id: str = Field(index=True)
    message: str
    purpose: str
    department: str
    channel: str
    tags: str
    """a JSON list, as are `topics`, and the rules in `over`"""
    topics: str
    sent_at: datetime = Field(sa_type=UtcTime, index=True)
    planned: bool
    over: str
    lapsed: bool
    """it was asked for, and confirmed after the reservation had lapsed"""
    priority: int


class EnrolmentMoveRow(Private, JournalBase, table=True):
    """An enrolment entered, moved or ended, or an entry refused; private: the key."""

    __tablename__ = "enrolment_move"
    __table_args__ = (Index("ix_enrolment_move_journey", "journey", "kind"),)

    kind: str
    """entered, moved, drawn, ended or refused"""
    journey: str
    enrolment_id: str | None = None
    version: str | None = None
    step: str | None = None
    due: datetime | None = Field(default=None, sa_type=UtcTime)
    cause: str | None = None
    trigger_id: str | None = None
    outcome: str | None = None
    reason: str | None = None
    arm: str | None = None
    """of the split `step` that was drawn; of an entry `control` or `treated`, where there is a holdout"""


class GoalRow(JournalBase, table=True):
    """A goal reached, with its value and the message it is credited to."""

    __tablename__ = "goal"

    enrolment_id: str
    journey: str = Field(index=True)
    version: str
    event_at: datetime = Field(sa_type=UtcTime)
    value: float | None = None
    credited_to: str | None = None


class ConsentRow(Private, JournalBase, table=True):
    """A consent as it stands since `event_at`; private: its source and wording."""

    __tablename__ = "consent"

    status: str
    purpose: str | None = None
    channel: str | None = None
    topic: str | None = None
    event_at: datetime = Field(sa_type=UtcTime)


class AlertRow(Private, JournalBase, table=True):
    """Something an operator should look at; private: the detail."""

    __tablename__ = "alert"

    what: str
