"""Deliveries: claims, outcomes, feedback and copies."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard

revision = "0002"
down_revision = "0001"

_LEDGER = ("claim", "delivery", "feedback", "message_copy")


def upgrade() -> None:
    _claim()
    _delivery()
    _feedback()
    _message_copy()
    guard(_LEDGER)


def downgrade() -> None:
    for table in _LEDGER:
        op.drop_table(table)


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "attempt", "round"),
    )
    op.create_index("ix_claim_customer_id", "claim", ["customer_id"], unique=False)


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("suppress", sa.Boolean(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", "attempt", "revision"),
    )
    op.create_index("ix_delivery_customer_id", "delivery", ["customer_id"], unique=False)
    op.create_index("ix_delivery_outcome", "delivery", ["outcome"], unique=False)


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("reaction", sa.String(), nullable=False),
        sa.Column("machine", sa.Boolean(), nullable=False),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "event_id"),
    )
    op.create_index("ix_feedback_message_id", "feedback", ["message_id"], unique=False)


def _message_copy() -> None:
    op.create_table(
        "message_copy",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "attempt", "round"),
    )
    op.create_index("ix_message_copy_customer_id", "message_copy", ["customer_id"], unique=False)
