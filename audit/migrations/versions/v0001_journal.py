"""The journal: inputs, decisions, moves, goals, consents, alerts and suppressed addresses."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard, remove_refusal

revision = "0001"
down_revision = None

_LEDGER = ("input", "decision", "enrolment_move", "goal", "consent", "alert", "suppression")


def upgrade() -> None:
    _input()
    _decision()
    _enrolment_move()
    _goal()
    _consent()
    _alert()
    _suppression()
    guard(_LEDGER)


def downgrade() -> None:
    for table in _LEDGER:
        op.drop_table(table)
    remove_refusal()


def _input() -> None:
    op.create_table(
        "input",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("life", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("input_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("event_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trace", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", "seq", "life"),
    )
    op.create_index("ix_input_customer_input", "input", ["customer_id", "input_id"], unique=False)
    op.create_index("ix_input_customer_type", "input", ["customer_id", "kind", "type", "event_at"], unique=False)


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("life", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("enrolment_id", sa.String(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("catalogue", sa.Integer(), nullable=False),
        sa.Column("held_before", sa.Integer(), nullable=False),
        sa.Column("trace", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", "seq", "life"),
    )
    op.create_index("ix_decision_message", "decision", ["message_id"], unique=False)
    op.create_index("ix_decision_verdict", "decision", ["verdict", "reason"], unique=False)


def _enrolment_move() -> None:
    op.create_table(
        "enrolment_move",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("life", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("enrolment_id", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("trigger_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", "seq", "life"),
    )
    op.create_index("ix_enrolment_move_journey", "enrolment_move", ["journey", "kind"], unique=False)


def _goal() -> None:
    op.create_table(
        "goal",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("life", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolment_id", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("event_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("credited_to", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", "seq", "life"),
    )
    op.create_index("ix_goal_journey", "goal", ["journey"], unique=False)


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("life", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("event_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "seq", "life"),
    )


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("life", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "seq", "life"),
    )


def _suppression() -> None:
    op.create_table(
        "suppression",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("life", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "seq", "life"),
    )
    op.create_index("ix_suppression_address", "suppression", ["address_hash", "channel"], unique=False)
