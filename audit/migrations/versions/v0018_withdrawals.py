"""Who gave an order, as a column of its own: it outlives an erasure, the reason does not."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard, unguard

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    unguard(("input",))
    op.add_column("input", sa.Column("operator", sa.String(), nullable=True))
    guard(("input",))


def downgrade() -> None:
    unguard(("input",))
    op.drop_column("input", "operator")
    guard(("input",))
