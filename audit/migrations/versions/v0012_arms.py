"""The arms that enrolments took: of splits, and of holdouts."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard, unguard

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    unguard(("enrolment_move",))
    op.add_column("enrolment_move", sa.Column("arm", sa.String(), nullable=True))
    guard(("enrolment_move",))


def downgrade() -> None:
    unguard(("enrolment_move",))
    op.drop_column("enrolment_move", "arm")
    guard(("enrolment_move",))
