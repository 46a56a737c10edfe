"""Who gave an order, in a column that outlives an erasure (why does not); and the way to all who got a message."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard, unguard

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    unguard(("input",))
    op.add_column("input", sa.Column("operator", sa.String(), nullable=True))
    guard(("input",))
    op.create_index("ix_delivery_message", "delivery", ["message", "at", "message_id"])


def downgrade() -> None:
    op.drop_index("ix_delivery_message", "delivery")
    unguard(("input",))
    op.drop_column("input", "operator")
    guard(("input",))
