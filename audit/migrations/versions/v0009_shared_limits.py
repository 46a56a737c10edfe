"""Places of slow channels, guards over all customers, and who waits for what."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard, unguard

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    unguard(("pause",))
    op.add_column("pause", sa.Column("reason", sa.String(), nullable=False, server_default=""))
    guard(("pause",))
    op.create_index("ix_claim_journey", "claim", ["journey", "at"], unique=False)
    op.create_index("ix_claim_message", "claim", ["message", "at"], unique=False)
    complained = sa.text("reaction = 'complained'")
    op.create_index(
        "ix_feedback_complained", "feedback", ["message_id"], sqlite_where=complained, postgresql_where=complained
    )
    _place()
    _waiting()
    _duty()


def downgrade() -> None:
    for table in ("duty", "waiting", "place"):
        op.drop_table(table)
    op.drop_index("ix_feedback_complained", "feedback")
    op.drop_index("ix_claim_message", "claim")
    op.drop_index("ix_claim_journey", "claim")
    unguard(("pause",))
    op.drop_column("pause", "reason")
    guard(("pause",))


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "attempt"),
    )
    op.create_index("ix_place_day", "place", ["channel", "since"], unique=False)


def _waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("woken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index("ix_waiting_customer_id", "waiting", ["customer_id"], unique=False)
    op.create_index("ix_waiting_turn", "waiting", ["why", "what", "turn", "since", "message_id"], unique=False)


def _duty() -> None:
    op.create_table(
        "duty",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
