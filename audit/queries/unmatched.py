"""Events of providers that belong to no message and no customer known here."""

from collections.abc import Sequence

from sqlalchemy import Engine, func, select
from sqlmodel import col

from audit.database import read
from audit.tables.provider_events import ProviderEventRow
from engine.model import Frozen, Instant


class UnmatchedEvents(Frozen):
    """Of one kind; `last` on the database's clock."""

    provider: str
    kind: str
    count: int
    last: Instant


def unmatched_events(database: Engine) -> Sequence[UnmatchedEvents]:
    """The most frequent first."""
    count, last = func.count().label("count"), func.max(col(ProviderEventRow.written_at)).label("last")
    of = (col(ProviderEventRow.provider), col(ProviderEventRow.kind))
    query = select(*of, count, last).where(col(ProviderEventRow.became) == "unmatched").group_by(*of)
    rows = read(database, lambda connection: connection.execute(query.order_by(count.desc(), *of)).all())
    return [UnmatchedEvents.model_validate(row, from_attributes=True) for row in rows]
