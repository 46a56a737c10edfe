"""What came in by the HTTP doors: accepted events, and whose anonymous ids are known."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_DUE = sa.text("drained_at IS NULL AND why IN ('accepted', 'signal_limit', 'temporal_down')")
_UNWANTED = sa.text("drained_at IS NULL AND why = 'not_of_interest'")
_NOBODYS = sa.text("drained_at IS NULL AND why IN ('anonymous', 'erased')")
_DRAINED = sa.text("drained_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "anonymous_id",
        sa.Column("anonymous_key", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("anonymous_key"),
    )
    op.create_index("ix_anonymous_id_customer", "anonymous_id", ["customer_id"])
    op.drop_index("ix_inbox_pending", "inbox")
    op.create_index("ix_inbox_due", "inbox", ["id"], sqlite_where=_DUE, postgresql_where=_DUE)
    op.create_index("ix_inbox_unwanted", "inbox", ["type", "id"], sqlite_where=_UNWANTED, postgresql_where=_UNWANTED)
    op.create_index("ix_inbox_drained", "inbox", ["drained_at"], sqlite_where=_DRAINED, postgresql_where=_DRAINED)
    op.create_index("ix_inbox_nobodys", "inbox", ["why", "stored_at"], sqlite_where=_NOBODYS, postgresql_where=_NOBODYS)


def downgrade() -> None:
    op.drop_index("ix_inbox_nobodys", "inbox")
    op.drop_index("ix_inbox_drained", "inbox")
    op.drop_index("ix_inbox_unwanted", "inbox")
    op.drop_index("ix_inbox_due", "inbox")
    op.create_index("ix_inbox_pending", "inbox", ["drained_at", "why", "id"])
    op.drop_index("ix_anonymous_id_customer", "anonymous_id")
    op.drop_table("anonymous_id")
