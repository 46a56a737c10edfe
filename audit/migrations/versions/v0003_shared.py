"""What is shared and what stands now: pauses, publications, snapshots and the inbox."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard

revision = "0003"
down_revision = "0002"

_LEDGER = ("pause", "breaker", "tombstone", "catalogue", "part")
_CHANGING = ("customer", "directory", "profile", "inbox")


def upgrade() -> None:
    _pause()
    _breaker()
    _tombstone()
    _catalogue()
    _part()
    _customer()
    _directory()
    _profile()
    _inbox()
    guard(_LEDGER)


def downgrade() -> None:
    for table in (*_LEDGER, *_CHANGING):
        op.drop_table(table)


def _pause() -> None:
    op.create_table(
        "pause",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _breaker() -> None:
    op.create_table(
        "breaker",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_breaker_channel", "breaker", ["channel"], unique=False)


def _tombstone() -> None:
    op.create_table(
        "tombstone",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
    )


def _catalogue() -> None:
    op.create_table(
        "catalogue",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("commit", sa.String(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )


def _part() -> None:
    op.create_table(
        "part",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("catalogue", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
    )
    op.create_index("ix_customer_next_deadline", "customer", ["next_deadline"], unique=False)


def _directory() -> None:
    op.create_table(
        "directory",
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("enrolment_id", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", "enrolment_id"),
    )
    op.create_index("ix_directory_journey", "directory", ["journey"], unique=False)


def _profile() -> None:
    op.create_table(
        "profile",
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("input_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drained_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id", "input_id", name="uq_inbox_customer_input"),
    )
    op.create_index("ix_inbox_pending", "inbox", ["drained_at", "why", "id"], unique=False)
