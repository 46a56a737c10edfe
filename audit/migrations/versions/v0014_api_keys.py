"""API keys of the HTTP doors, hashed, and what was answered under an idempotency key."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
