"""What became of a broadcast: by decision and reason, each message once."""

from collections.abc import Sequence

from sqlalchemy import Engine, func, select
from sqlmodel import col

from audit.database import read
from audit.tables.journal import DecisionRow
from engine.language.terms import Channel, Reason
from engine.model import Frozen


class BroadcastLine(Frozen):
    """How many of its messages stand at a decision now."""

    verdict: str
    reason: Reason | None
    channel: Channel | None
    messages: int


_FACTS = ("verdict", "reason", "channel")


def broadcast_report(database: Engine, broadcast: str) -> Sequence[BroadcastLine]:
    """By the newest decision on each message, the most frequent first within a verdict."""
    newest = (col(DecisionRow.at).desc(), col(DecisionRow.seq).desc())
    ranked = (
        select(
            *(getattr(DecisionRow, name) for name in _FACTS),
            func.row_number().over(partition_by=col(DecisionRow.message_id), order_by=newest).label("rank"),
        )
        .where(col(DecisionRow.broadcast) == broadcast)
        .subquery()
    )
    by = [ranked.c[name] for name in _FACTS]
    count = func.count()
    query = select(*by, count).where(ranked.c.rank == 1).group_by(*by).order_by(by[0].desc(), count.desc(), *by[1:])
    rows = read(database, lambda connection: connection.execute(query).all())
    return [BroadcastLine(verdict=row[0], reason=row[1], channel=row[2], messages=row[3]) for row in rows]
