"""Jobs that go through many customers at a pace: begun, looked at and ended, also with the act of publishing."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, select, update
from sqlmodel import col

from audit.database import database_now
from audit.rows import insert
from audit.tables.everything import table_of
from audit.tables.refresh import RefreshCustomerRow, RefreshRow
from engine.contracts.verbs import Refresh, Verb
from engine.journeys.existing import Part, asked
from engine.language.catalogue import Catalogue
from engine.language.journey import Pace

SETTLES = timedelta(seconds=10)
"""Until the doors know the new catalogue and Temporal lists who is there: nobody is counted before."""
LOOK_PACE = Pace(count=20, per=timedelta(seconds=1))
"""At which customers meet a new catalogue: it enters nobody."""

_REFRESH = table_of(RefreshRow)
ORDERS: TypeAdapter[Verb] = TypeAdapter(Verb)


def begin_asked(connection: Connection, before: Catalogue, now: Catalogue, number: int, part: Part, by: str) -> None:
    """Begin what the publication of `now` asks for, and end what goes on no more."""
    found = asked(before, now, part)
    looking = any(one.kind == "look" for one in found.wanted)
    for job_id, kind, concerns in running(connection):
        if kind == "look" and looking:
            end(connection, job_id, "superseded")
        elif kind == "enrol" and not found.goes_on.issuperset(concerns):
            end(connection, job_id, "withdrawn")
    for one in found.wanted:
        order = Refresh(journey=one.concerns[0] if one.kind == "enrol" else None)
        begin(connection, one.kind, one.concerns, order, number, one.pace or LOOK_PACE, by)


def begin(
    connection: Connection, kind: str, concerns: Collection[str], order: Verb, catalogue: int, pace: Pace, by: str
) -> None:
    """Append a job, in the transaction that makes it necessary."""
    now = database_now(connection)
    row = {
        "kind": kind,
        "concerns": ",".join(concerns),
        "catalogue": catalogue,
        "orders": ORDERS.dump_json(order).decode(),
        "pace_count": pace.count,
        "pace_seconds": pace.per.total_seconds(),
        "by": by,
        "started_at": now,
        "next_at": now + SETTLES,
        "counted": False,
        "total": 0,
        "done": 0,
        "reached": "",
    }
    insert(connection, _REFRESH, [row])


def end(connection: Connection, job_id: int, outcome: str) -> None:
    """Nobody more is told; whom it concerned is forgotten."""
    now = database_now(connection)
    ended = update(_REFRESH).where(col(RefreshRow.id) == job_id, col(RefreshRow.finished_at).is_(None))
    connection.execute(ended.values(finished_at=now, outcome=outcome, holder=None, lease_until=None))
    connection.execute(delete(table_of(RefreshCustomerRow)).where(col(RefreshCustomerRow.refresh_id) == job_id))


def running(connection: Connection) -> Sequence[tuple[int, str, tuple[str, ...]]]:
    """Id, kind and concerns of the jobs that are not finished."""
    query = select(col(RefreshRow.id), col(RefreshRow.kind), col(RefreshRow.concerns))
    rows = connection.execute(query.where(col(RefreshRow.finished_at).is_(None)).order_by(col(RefreshRow.id)))
    return [(row.id, row.kind, tuple(row.concerns.split(","))) for row in rows]
