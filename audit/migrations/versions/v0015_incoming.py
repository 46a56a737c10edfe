"""What came in by the HTTP doors: accepted events, and whose anonymous ids are known."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
