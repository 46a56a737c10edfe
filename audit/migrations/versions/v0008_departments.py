"""What departments ask, confirm and report, and what the messages were when they were decided."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard, unguard

revision = "0008"
down_revision = "0007"

_LISTS = ("tags", "topics")
_FLAGS = ("shadow", "asked")
_NEW = ("slot_change", "report")


def upgrade() -> None:
    unguard(("decision",))
    for name in _LISTS:
        op.add_column("decision", sa.Column(name, sa.String(), nullable=False, server_default="[]"))
    for name in _FLAGS:
        op.add_column("decision", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("decision", sa.Column("broadcast", sa.String(), nullable=True))
    op.add_column("decision", sa.Column("lapses", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_decision_broadcast", "decision", ["broadcast"], unique=False)
    _slot_change()
    _report()
    guard(("decision", *_NEW))


def downgrade() -> None:
    for table in _NEW:
        op.drop_table(table)
    unguard(("decision",))
    op.drop_index("ix_decision_broadcast", "decision")
    for name in ("lapses", "broadcast", *_FLAGS, *_LISTS):
        op.drop_column("decision", name)
    guard(("decision",))


def _slot_change() -> None:
    op.create_table(
        "slot_change",
        *_journal_columns(),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", "seq", "life"),
    )
    op.create_index("ix_slot_change_message_id", "slot_change", ["message_id"], unique=False)


def _report() -> None:
    op.create_table(
        "report",
        *_journal_columns(),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("over", sa.String(), nullable=False),
        sa.Column("lapsed", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "seq", "life"),
    )
    op.create_index("ix_report_message_id", "report", ["message_id"], unique=False)
    op.create_index("ix_report_sent_at", "report", ["sent_at"], unique=False)


def _journal_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("life", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )
