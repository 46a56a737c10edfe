"""Lets one process at a time do something, by a lease on the database's clock."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, select
from sqlmodel import col

from audit.database import database_now, read, serialise, write
from audit.rows import replace
from audit.tables.everything import table_of
from audit.tables.waiting import DutyRow

LEASE = timedelta(seconds=10)

_DUTY = table_of(DutyRow)


class Turn:
    """Blocking; `holder` is the name of this process, of which no other has the same."""

    def __init__(self, database: Engine, name: str, holder: str) -> None:
        self._database = database
        self._name = name
        self._holder = holder

    def take(self) -> bool:
        """Whether it is this one's turn for `LEASE` from now; asked again, it is renewed."""
        # who has to wait only looks: that holds no writer up
        return not read(self._database, self._is_taken) and write(self._database, self._take)

    def give(self) -> None:
        """Another one may take it at once."""

        def work(connection: Connection) -> None:
            mine = (col(DutyRow.name) == self._name, col(DutyRow.holder) == self._holder)
            connection.execute(delete(_DUTY).where(*mine))

        write(self._database, work)

    def _take(self, connection: Connection) -> bool:
        serialise(connection, self._name)
        if self._is_taken(connection):
            return False
        until = database_now(connection) + LEASE
        replace(connection, _DUTY, [{"name": self._name, "holder": self._holder, "lease_until": until}])
        return True

    def _is_taken(self, connection: Connection) -> bool:
        row: Row[Any] | None = connection.execute(select(_DUTY).where(col(DutyRow.name) == self._name)).one_or_none()
        return row is not None and row.holder != self._holder and row.lease_until > database_now(connection)
