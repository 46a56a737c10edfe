"""What providers said of messages, as they said it, and who has a phone number."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "provider_event",
        sa.Column("private", sa.String(), nullable=True),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("machine", sa.Boolean(), nullable=False),
        sa.Column("became", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "event_id", "customer_id"),
    )
    op.create_index("ix_provider_event_message", "provider_event", ["message_id"])
    op.create_index("ix_provider_event_customer", "provider_event", ["customer_id"])
    op.create_index("ix_provider_event_became", "provider_event", ["became", "written_at"])
    guard(["provider_event"], removable=True)
    op.add_column("profile", sa.Column("phone_hash", sa.String(), nullable=True))
    op.create_index("ix_profile_phone", "profile", ["phone_hash"])


def downgrade() -> None:
    op.drop_index("ix_profile_phone", "profile")
    op.drop_column("profile", "phone_hash")
    op.drop_table("provider_event")
