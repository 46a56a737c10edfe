"""Places of slow channels, guards over all customers, and who waits for what."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
