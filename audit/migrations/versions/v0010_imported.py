"""Messages that other systems sent, as they were imported."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "imported_message",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index("ix_imported_message_customer_id", "imported_message", ["customer_id"], unique=False)
    op.create_index("ix_imported_message_sent_at", "imported_message", ["sent_at"], unique=False)
    guard(["imported_message"])


def downgrade() -> None:
    op.drop_table("imported_message")
