"""How far the jobs that go through many customers have come."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Engine, Row, select
from sqlmodel import col

from audit.database import read
from audit.rows import picked
from audit.tables.everything import table_of
from audit.tables.refresh import RefreshRow
from engine.language.journey import Pace
from engine.model import Frozen, Instant

_SHOWN = ("id", "kind", "catalogue", "by", "total", "done", "started_at", "finished_at")


class RefreshLine(Frozen):
    """One job; its times are on the database's clock."""

    id: int
    kind: Literal["look", "enrol", "migrate"]
    concerns: tuple[str, ...]
    catalogue: int
    by: str
    pace: Pace
    state: Literal["counting", "running", "done", "withdrawn", "superseded"]
    done: int
    total: int
    started_at: Instant
    finished_at: Instant | None


def refreshes(database: Engine) -> Sequence[RefreshLine]:
    """All jobs ever begun, newest first."""
    query = select(table_of(RefreshRow)).order_by(col(RefreshRow.id).desc())
    return read(database, lambda connection: [_line(row) for row in connection.execute(query)])


def _line(row: Row[Any]) -> RefreshLine:
    state = row.outcome or ("running" if row.counted else "counting")
    pace = Pace(count=row.pace_count, per=timedelta(seconds=row.pace_seconds))
    return RefreshLine.model_validate(
        {**picked(row, _SHOWN), "concerns": tuple(row.concerns.split(",")), "pace": pace, "state": state}
    )
