"""Lets transactions that wait for the same single writer share one commit, each undone alone when it fails."""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from audit.database import write

MOST = 50
"""transactions in one commit: they hold the writer's lock for some fifty milliseconds"""

T = TypeVar("T")


@dataclass(frozen=True)
class _Waiting:
    work: Callable[[Connection], Any]
    done: Future[Any]


class GroupCommit:
    """For SQLite: a commit is a wait for the disk, and what arrives meanwhile goes together into the next one."""

    def __init__(self, database: Engine, thread: Executor) -> None:
        self._database = database
        self._thread = thread
        self._waiting: deque[_Waiting] = deque()

    def submit(self, work: Callable[[Connection], T]) -> Future[T]:
        """Done once it is durable. What fails is told to its own caller; a failed commit to all that shared it."""
        done: Future[T] = Future()
        self._waiting.append(_Waiting(work, done))
        self._thread.submit(self._next)
        return done

    def _next(self) -> None:
        group = [one for one in self._taken() if one.done.set_running_or_notify_cancel()]
        if not group:
            return  # an earlier turn took it along
        try:
            outcomes = write(self._database, lambda connection: _all(connection, group))
        except BaseException as error:
            for one in group:
                one.done.set_exception(error)
            return
        for one, outcome in zip(group, outcomes, strict=True):
            outcome(one.done)

    def _taken(self) -> list[_Waiting]:
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST))]


def _all(connection: Connection, group: Sequence[_Waiting]) -> list[Callable[[Future[Any]], None]]:
    if len(group) == 1:
        return [_succeeded(group[0].work(connection))]
    return [_one(connection, waiting.work) for waiting in group]


def _one(connection: Connection, work: Callable[[Connection], Any]) -> Callable[[Future[Any]], None]:
    try:
        with connection.begin_nested():
            return _succeeded(work(connection))
    except Exception as error:
        if not _goes_on(connection):
            raise
        return _failed(error)


def _goes_on(connection: Connection) -> bool:
    """Whether SQLite undid the failed statement only: on a full disk or a fault of it, it undoes what came before too,
    and says nothing at the commit."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw.in_transaction


def _succeeded(result: Any) -> Callable[[Future[Any]], None]:
    return lambda done: done.set_result(result)


def _failed(error: Exception) -> Callable[[Future[Any]], None]:
    return lambda done: done.set_exception(error)
