"""Jobs that go through many customers at a pace: shared by processes, resumed after a crash with nobody left out."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, literal, or_, select, union, update
from sqlmodel import col

from audit.anonymous import inbox_customers
from audit.database import database_now, read, serialise, write
from audit.refresh_jobs import ORDERS, end
from audit.rows import append
from audit.tables.directory import CustomerRow, EnrolmentRow
from audit.tables.everything import table_of
from audit.tables.refresh import RefreshCustomerRow, RefreshRow
from audit.tables.shared import TombstoneRow
from engine.contracts.verbs import Verb
from engine.model import Frozen

LEASE = timedelta(seconds=60)
AT_ONCE = 200
"""customers of one claim at most"""
CATCHES_UP = timedelta(seconds=5)
"""of a pace that was not kept, so much is made up for"""

_REFRESH, _LISTED = table_of(RefreshRow), table_of(RefreshCustomerRow)


class Job(Frozen):
    """One claim: what the customers are told. `counted` is False where they are to be listed first."""

    id: int
    catalogue: int
    order: Verb
    counted: bool
    customers: tuple[str, ...]
    """who is next, in order of id"""


class JobLost(Exception):
    """Another process has it by now, or it was ended."""


class Refreshes:
    """Blocking; one per process. `holder` is the process's own name: a lease is its until it lapses."""

    def __init__(self, database: Engine, holder: str) -> None:
        self._database = database
        self._holder = holder

    def claim(self) -> Job | None:
        """Take what is due, with the customers that the pace allows now; None: nothing is due."""
        # Looking holds no writer up; who claims looks again.
        if read(self._database, _due) is None:
            return None
        return write(self._database, self._claim)

    def renew(self, job: Job) -> None:
        """Raises JobLost."""
        write(self._database, lambda connection: self._update(connection, job, _until(connection)))

    def list_customers(self, job: Job, ids: Collection[str]) -> None:
        """Add to whom it concerns; somebody listed already stays once. Raises JobLost."""

        def add(connection: Connection) -> None:
            self._update(connection, job, _until(connection))
            append(connection, _LISTED, [{"refresh_id": job.id, "customer_id": one} for one in ids])

        write(self._database, add)

    def list_known(self, job: Job) -> None:
        """Add everybody of whom the ledger or the inbox knows. Raises JobLost."""

        def add(connection: Connection) -> None:
            self._update(connection, job, _until(connection))
            ids = union(select(col(CustomerRow.customer_id)), inbox_customers()).subquery()
            listed = select(col(RefreshCustomerRow.customer_id)).where(col(RefreshCustomerRow.refresh_id) == job.id)
            rows = select(literal(job.id), ids.c.customer_id).where(ids.c.customer_id.not_in(listed))
            connection.execute(insert(_LISTED).from_select(["refresh_id", "customer_id"], rows))

        write(self._database, add)

    def list_inside(self, job: Job, journey: str, version: str) -> None:
        """Add everybody in another version of a journey. Raises JobLost."""

        def add(connection: Connection) -> None:
            self._update(connection, job, _until(connection))
            inside = select(literal(job.id), col(EnrolmentRow.customer_id)).distinct()
            rows = inside.where(col(EnrolmentRow.journey) == journey, col(EnrolmentRow.version) != version)
            connection.execute(delete(_LISTED).where(col(RefreshCustomerRow.refresh_id) == job.id))
            connection.execute(insert(_LISTED).from_select(["refresh_id", "customer_id"], rows))

        write(self._database, add)

    def counted(self, job: Job) -> None:
        """Everybody is listed: begin. Raises JobLost."""

        def close(connection: Connection) -> None:
            erased = select(col(TombstoneRow.customer_id))
            hers = delete(_LISTED).where(col(RefreshCustomerRow.refresh_id) == job.id)
            connection.execute(hers.where(col(RefreshCustomerRow.customer_id).in_(erased)))
            listed = select(func.count()).select_from(_LISTED).where(col(RefreshCustomerRow.refresh_id) == job.id)
            total = connection.execute(listed).scalar_one()
            self._update(connection, job, {"counted": True, "total": total, "holder": None, "lease_until": None})

        write(self._database, close)

    def told(self, job: Job, customers: Sequence[str]) -> None:
        """They were; the lease is given back. Raises JobLost: somebody else tells them again, which changes nothing."""

        def advance(connection: Connection) -> None:
            row = connection.execute(select(_REFRESH).where(col(RefreshRow.id) == job.id)).one()
            now = database_now(connection)
            span = timedelta(seconds=row.pace_seconds) / row.pace_count * len(customers)
            values: dict[str, object] = {
                "done": row.done + len(customers),
                "next_at": max(row.next_at, now - CATCHES_UP) + span,
                "holder": None,
                "lease_until": None,
            }
            self._update(connection, job, values | ({"reached": customers[-1]} if customers else {}))

        write(self._database, advance)

    def _claim(self, connection: Connection) -> Job | None:
        serialise(connection, "refresh")
        row = _due(connection)
        if row is None:
            return None
        limit = _allowed(row.pace_count, row.pace_seconds)
        customers = self._next(connection, row.id, row.reached, limit) if row.counted else ()
        if row.counted and not customers:
            end(connection, row.id, "done")
            return self._claim(connection)
        held = {"holder": self._holder, **_until(connection)}
        connection.execute(update(_REFRESH).where(col(RefreshRow.id) == row.id).values(held))
        return Job(
            id=row.id,
            catalogue=row.catalogue,
            order=ORDERS.validate_json(row.orders),
            counted=row.counted,
            customers=customers,
        )

    def _next(self, connection: Connection, job_id: int, after: str, limit: int) -> tuple[str, ...]:
        """Whoever was erased meanwhile is left out: nothing may start her again."""
        customer = col(RefreshCustomerRow.customer_id)
        erased = select(col(TombstoneRow.customer_id))
        query = select(customer).where(col(RefreshCustomerRow.refresh_id) == job_id, customer > after)
        return tuple(connection.scalars(query.where(customer.not_in(erased)).order_by(customer).limit(limit)))

    def _update(self, connection: Connection, job: Job, values: dict[str, object]) -> None:
        mine = (col(RefreshRow.id) == job.id, col(RefreshRow.holder) == self._holder)
        changed = connection.execute(update(_REFRESH).where(*mine).values(values))
        if changed.rowcount != 1:
            raise JobLost(f"job {job.id} is not held any more")


def _due(connection: Connection) -> Row[Any] | None:
    """The first job whose time has come and that nobody holds."""
    now = database_now(connection)
    free = or_(col(RefreshRow.lease_until).is_(None), col(RefreshRow.lease_until) <= now)
    due = select(_REFRESH).where(col(RefreshRow.finished_at).is_(None), col(RefreshRow.next_at) <= now, free)
    return connection.execute(due.order_by(col(RefreshRow.next_at), col(RefreshRow.id)).limit(1)).one_or_none()


def _until(connection: Connection) -> dict[str, object]:
    return {"lease_until": database_now(connection) + LEASE}


def _allowed(count: int, seconds: float) -> int:
    """What the pace allows within a second, and one at least."""
    return max(1, min(AT_ONCE, int(count / seconds)))
