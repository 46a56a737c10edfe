"""SQLite plans without statistics: what runs for one customer or message must not read everybody's rows."""

from typing import Any

import pytest
from sqlalchemy import Engine, event

from audit.database import open_database, read
from audit.guarding import _attempts
from audit.queries.deliveries import abandoned
from audit.queries.verifying import claims_without_send
from audit.recalled_places import recalled_places
from audit.recalled_sends import recalled_sends
from engine.contracts.commands import SendGuard
from tests.audit.samples import START

WELCOME = SendGuard(kind="journey", name="welcome", most=2, seconds=3600)
WORK = {
    "recalled sends": lambda connection: recalled_sends(connection, "k-1", START),
    "recalled places": lambda connection: recalled_places(connection, "k-1", START),
    "a guard": lambda connection: connection.execute(_attempts(connection, WELCOME)),
    "abandoned claims": abandoned,
    "claims without a send": lambda connection: claims_without_send(connection.engine, START),
}


@pytest.mark.parametrize("work", WORK)
def test_no_query_goes_by_a_verdict_or_an_outcome_alone(sqlite_template: object, work: str) -> None:
    database = open_database(f"sqlite:///{sqlite_template}")
    plans = _plans(database, work)
    database.dispose()
    assert plans
    assert [line for line in plans if line.endswith(("(verdict=?)", "(outcome=?)"))] == []


def _plans(database: Engine, work: str) -> list[str]:
    asked: list[tuple[str, Any]] = []

    def keep(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if "FROM decision" in statement or "FROM claim" in statement:
            asked.append((statement, parameters))

    event.listen(database, "before_cursor_execute", keep)
    read(database, WORK[work])
    event.remove(database, "before_cursor_execute", keep)
    with database.connect() as connection:
        explained = (
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters) for statement, parameters in asked
        )
        return [row.detail for rows in explained for row in rows]
