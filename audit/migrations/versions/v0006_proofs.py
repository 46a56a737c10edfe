"""Proofs of messages, sent to colleagues."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "proof",
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("proof_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("proof_id", "revision"),
    )
    op.create_index("ix_proof_customer", "proof", ["customer_id"], unique=False)
    op.create_index("ix_proof_message", "proof", ["message"], unique=False)
    guard(["proof"])


def downgrade() -> None:
    op.drop_table("proof")
