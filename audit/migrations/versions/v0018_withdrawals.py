"""Who gave an order, in a column that outlives an erasure (why does not); the way to all who got a message; and what
they said to one that was shown to them, in the view of messages."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard, unguard
from audit.migrations.versions import v0011_views as earlier

revision = "0018"
down_revision = "0017"


_HEARD = "MIN(CASE WHEN f.reaction = 'unsubscribed' THEN f.at END) AS unsubscribed_at"
_ANSWERS = ("accepted", "declined")


def _messages() -> str:
    """The view as it was, with the instants of two more answers at its end."""
    also = "".join(f",\n           MIN(CASE WHEN f.reaction = '{one}' THEN f.at END) AS {one}_at" for one in _ANSWERS)
    shown = "".join(f", h.{one}_at" for one in _ANSWERS)
    last = "h.unsubscribed_at\n"
    view = earlier._MESSAGES.replace(_HEARD, _HEARD + also).replace(last, last.strip() + f"{shown}\n")
    return view.format(now=earlier._NOW[op.get_bind().dialect.name])


def upgrade() -> None:
    unguard(("input",))
    op.add_column("input", sa.Column("operator", sa.String(), nullable=True))
    guard(("input",))
    op.create_index("ix_delivery_message", "delivery", ["message", "at", "message_id"])
    op.execute("DROP VIEW v_messages")
    op.execute(_messages())


def downgrade() -> None:
    op.execute("DROP VIEW v_messages")
    op.execute(earlier._MESSAGES.format(now=earlier._NOW[op.get_bind().dialect.name]))
    op.drop_index("ix_delivery_message", "delivery")
    unguard(("input",))
    op.drop_column("input", "operator")
    guard(("input",))
