"""Transactions that share a commit are done, undone and told one by one."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from audit.database import open_database, read, write
from audit.group_commit import MOST, GroupCommit


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    database = open_database(f"sqlite:///{tmp_path / 'some.db'}")
    write(database, lambda connection: connection.execute(text("CREATE TABLE written (name TEXT UNIQUE)")))
    yield database
    database.dispose()


@pytest.fixture
def writer() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as writer:
        yield writer


class Putting:
    """A transaction of two statements, the second of which fails where the name is there already."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, connection: Connection) -> str:
        connection.execute(text("INSERT INTO written VALUES (:name)"), {"name": f"{self._name} began"})
        connection.execute(text("INSERT INTO written VALUES (:name)"), {"name": self._name})
        return self._name


def names(database: Engine) -> list[str]:
    return list(read(database, lambda connection: connection.scalars(text("SELECT name FROM written ORDER BY name"))))


def commits(database: Engine) -> list[None]:
    seen: list[None] = []
    event.listen(database, "commit", lambda _: seen.append(None))
    return seen


def busy(writer: ThreadPoolExecutor) -> threading.Event:
    """The writer waits for the event, so that what is submitted meanwhile comes together."""
    go = threading.Event()
    writer.submit(go.wait)
    return go


def test_what_waits_together_shares_one_commit(database: Engine, writer: ThreadPoolExecutor) -> None:
    together, go, seen = GroupCommit(database, writer), busy(writer), commits(database)
    done = [together.submit(Putting(f"{n:02}")) for n in range(MOST)]
    go.set()
    assert [one.result(10) for one in done] == [f"{n:02}" for n in range(MOST)]
    assert len(seen) == 1
    assert len(names(database)) == 2 * MOST


def test_what_fails_is_undone_and_told_alone(database: Engine, writer: ThreadPoolExecutor) -> None:
    together, go = GroupCommit(database, writer), busy(writer)
    first, again, last = (together.submit(Putting(name)) for name in ("ann", "ann", "bob"))
    go.set()
    wait([first, again, last], 10)
    assert isinstance(again.exception(), IntegrityError)
    assert (first.result(), last.result()) == ("ann", "bob")
    assert names(database) == ["ann", "ann began", "bob", "bob began"]


def test_a_commit_that_fails_is_told_to_all(database: Engine, writer: ThreadPoolExecutor) -> None:
    together, go = GroupCommit(database, writer), busy(writer)

    def refuse(_: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    event.listen(database, "commit", refuse)
    done = [together.submit(Putting(name)) for name in ("ann", "bob")]
    go.set()
    wait(done, 10)
    assert [type(one.exception()) for one in done] == [OperationalError, OperationalError]
    event.remove(database, "commit", refuse)
    assert names(database) == []
    assert together.submit(Putting("ann")).result(10) == "ann"


def test_what_is_taken_back_before_its_turn_is_not_done(database: Engine, writer: ThreadPoolExecutor) -> None:
    together, go = GroupCommit(database, writer), busy(writer)
    taken_back, kept = together.submit(Putting("ann")), together.submit(Putting("bob"))
    assert taken_back.cancel()
    go.set()
    assert kept.result(10) == "bob"
    assert names(database) == ["bob", "bob began"]


def test_more_than_fit_into_one_commit_are_all_done(database: Engine, writer: ThreadPoolExecutor) -> None:
    together, go, seen = GroupCommit(database, writer), busy(writer), commits(database)
    done = [together.submit(Putting(f"{n:03}")) for n in range(2 * MOST + 1)]
    go.set()
    wait(done, 10)
    assert len(seen) == 3
    assert len(names(database)) == 2 * len(done)


def test_where_the_database_gave_up_the_whole_transaction_nobody_is_told_that_it_is_written(
    database: Engine, writer: ThreadPoolExecutor
) -> None:
    """On a full disk SQLite undoes everything, also what was done by others before."""
    together, go = GroupCommit(database, writer), busy(writer)

    def overfill(connection: Connection) -> None:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.execute(text("INSERT INTO written VALUES (hex(randomblob(100000)))"))

    first, full, last = (together.submit(work) for work in (Putting("ann"), overfill, Putting("bob")))
    go.set()
    wait([first, full, last], 10)
    assert [type(one.exception()) for one in (first, full, last)] == [OperationalError] * 3
    assert names(database) == []
