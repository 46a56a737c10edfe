"""The proof of a consent: when, where, and which wording."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "consent_proof",
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("proof_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("proof_id"),
    )
    op.create_index("ix_consent_proof_customer", "consent_proof", ["customer_id", "written_at"], unique=False)
    guard(["consent_proof"])


def downgrade() -> None:
    op.drop_table("consent_proof")
