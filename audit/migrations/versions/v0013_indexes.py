"""Indexes that a planner without statistics cannot mistake for the way to one customer or one message."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_NOT_SENT = sa.text("verdict <> 'send'")
_TURN = ["why", "what", "turn", "since", "message_id"]


def upgrade() -> None:
    op.drop_index("ix_decision_verdict", "decision")
    op.create_index(
        "ix_decision_verdict",
        "decision",
        ["verdict", "reason"],
        sqlite_where=_NOT_SENT,
        postgresql_where=_NOT_SENT,
    )
    op.drop_index("ix_delivery_outcome", "delivery")
    op.create_index("ix_delivery_outcome", "delivery", ["outcome", "message_id", "attempt"])
    op.drop_index("ix_waiting_turn", "waiting")
    op.create_index("ix_waiting_turn", "waiting", [*_TURN, "until", "expires"])


def downgrade() -> None:
    op.drop_index("ix_waiting_turn", "waiting")
    op.create_index("ix_waiting_turn", "waiting", _TURN)
    op.drop_index("ix_delivery_outcome", "delivery")
    op.create_index("ix_delivery_outcome", "delivery", ["outcome"])
    op.drop_index("ix_decision_verdict", "decision")
    op.create_index("ix_decision_verdict", "decision", ["verdict", "reason"])
