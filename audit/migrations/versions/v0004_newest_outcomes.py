"""The newest outcomes of a channel are found without reading the others."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("ix_delivery_newest", "delivery", ["channel", "written_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_delivery_newest", "delivery")
