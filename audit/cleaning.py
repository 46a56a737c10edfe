"""Deletes what nobody needs any more, in small batches: never what waits to be handed over, nothing of the ledger."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, bindparam, delete, func, select, text
from sqlmodel import SQLModel, col

from audit.anonymous import REPLAYED
from audit.api_answers import KEPT
from audit.database import database_now, read, write
from audit.tables.api_keys import ApiAnswerRow
from audit.tables.everything import table_of
from audit.tables.inbox import NOBODYS, InboxRow
from audit.tables.provider_events import ProviderEventRow
from audit.tables.waiting import PlaceRow
from engine.language.terms import Channel

BATCH = 1_000
"""rows in one transaction: doors wait for no longer one"""
A_DAY_LONGER = timedelta(days=1)
"""than what is replayed is old: what a sender's clock says may be ahead of ours"""
PLACES_KEPT = timedelta(days=7)
"""after the day began on which they were taken; nobody counts them after it"""

_EVENT_BECAME = ("signalled", "settled", "unmatched", "erased")

_Old = Callable[[datetime], ColumnElement[bool]]
"""The rows that are older than an instant."""


@dataclass(frozen=True, slots=True)
class Ages:
    """After how long what came in goes; None: never."""

    inbox: timedelta | None
    provider_events: timedelta | None


@dataclass(frozen=True, slots=True)
class Outdated:
    """Rows of a table that go after some time; `what` says which, `age` None: they stay."""

    model: type[SQLModel]
    what: str
    age: timedelta | None
    old: _Old

    @property
    def table(self) -> Table:
        return table_of(self.model)


def outdated(ages: Ages) -> Sequence[Outdated]:
    """Everything that is ever deleted for its age."""
    return (
        Outdated(InboxRow, "inputs that were handed over", ages.inbox, _drained),
        Outdated(InboxRow, "inputs of erased customers, which were refused", ages.inbox, _nobodys("erased")),
        Outdated(
            InboxRow,
            "events of anonymous ids that nobody was named with",
            REPLAYED + A_DAY_LONGER,
            _nobodys("anonymous"),
        ),
        Outdated(ProviderEventRow, "events of providers, as they said them", ages.provider_events, _events),
        Outdated(ApiAnswerRow, "answers under idempotency keys", KEPT, _answers),
        Outdated(PlaceRow, "places of slow channels on days that are over", PLACES_KEPT, _places),
    )


def count_old(database: Engine, kind: Outdated) -> int:
    """How many would be deleted now."""

    def work(connection: Connection) -> int:
        old = _old(connection, kind)
        if old is None:
            return 0
        count: int = connection.execute(select(func.count()).select_from(kind.table).where(old)).scalar_one()
        return count

    return read(database, work)


def delete_old(database: Engine, kind: Outdated, limit: int = BATCH) -> int:
    """Delete so many at most; returns how many were. Fewer than `limit`: there are no more that can go now."""
    return write(database, lambda connection: _delete(connection, kind, limit))


def _delete(connection: Connection, kind: Outdated, limit: int) -> int:
    old = _old(connection, kind)
    if old is None:
        return 0
    key = list(kind.table.primary_key)
    # what somebody else holds goes the next time: who deletes never waits, so nobody waits in a circle
    found = select(*key).where(old).limit(limit).with_for_update(skip_locked=True)
    rows = [{f"old_{name}": value for name, value in row._mapping.items()} for row in connection.execute(found)]
    if rows:
        one = and_(*(column == bindparam(f"old_{column.name}") for column in key))
        connection.execute(delete(kind.table).where(one), rows)
    return len(rows)


def _old(connection: Connection, kind: Outdated) -> ColumnElement[bool] | None:
    return None if kind.age is None else kind.old(database_now(connection) - kind.age)


def _drained(before: datetime) -> ColumnElement[bool]:
    return col(InboxRow.drained_at) < before


def _nobodys(why: str) -> _Old:
    """Spelled like the index: a planner takes a partial index for the very same words only."""
    return lambda before: and_(text(NOBODYS), col(InboxRow.why) == why, col(InboxRow.stored_at) < before)


def _events(before: datetime) -> ColumnElement[bool]:
    # the index begins with what became of them
    return and_(col(ProviderEventRow.became).in_(_EVENT_BECAME), col(ProviderEventRow.written_at) < before)


def _answers(before: datetime) -> ColumnElement[bool]:
    return col(ApiAnswerRow.since) < before


def _places(before: datetime) -> ColumnElement[bool]:
    channels = [channel.value for channel in Channel]
    return and_(col(PlaceRow.channel).in_(channels), col(PlaceRow.since) < before)
