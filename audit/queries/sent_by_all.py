"""What was sent by everybody, message by message in order of customer and time, and what was not."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Select, func, literal, select

from audit.database import read
from audit.tables.everything import table_of
from audit.tables.imported import ImportedMessageRow
from audit.tables.views import DECISIONS, MESSAGES
from engine.language.terms import Channel, Origin, Purpose
from engine.model import Frozen

_IMPORTED = table_of(ImportedMessageRow)
_AT_ONCE = 5_000


class SentMessage(NamedTuple):
    """A message that counts as sent; a selector of the policy can look at it."""

    customer_id: str
    sent_at: datetime
    message_id: str
    message: str
    purpose: Purpose
    department: str
    channel: Channel
    source: str
    """ours, asked, reported or imported"""
    over: bool = False
    """it was reported, and breaks a rule"""
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    priority: int = 50
    origin: Origin = "department"
    journey: str | None = None


class Stopped(Frozen):
    """How many messages were stopped by a reason and a rule; one that was held and dropped is in both."""

    department: str
    purpose: Purpose
    verdict: str
    reason: str | None
    rule: str | None
    messages: int


class Ruled(Frozen):
    """How many messages were to go, by what the rules say that only observe."""

    shadow: bool
    observed: tuple[str, ...]
    messages: int


def each_sent(
    database: Engine, take: Callable[[SentMessage], None], since: datetime | None, until: datetime | None
) -> None:
    """Every message in order of customer and time, those of one customer together; `until` is exclusive."""
    view = MESSAGES.c
    query = select(
        view.customer_id, view.sent_at, view.message_id, view.message, view.purpose, view.department, view.channel,
        view.source, view.over, view.origin, view.journey,
    ).order_by(view.customer_id, view.sent_at, view.message_id)  # fmt: skip
    _each(database, _between(query, view.sent_at, since, until), _sent, take)


def each_imported(
    database: Engine, take: Callable[[SentMessage], None], since: datetime | None, until: datetime | None
) -> None:
    """As `each_sent`, of those that were imported alone, with their tags."""
    query = select(_IMPORTED).order_by(_IMPORTED.c.customer_id, _IMPORTED.c.sent_at, _IMPORTED.c.message_id)
    _each(database, _between(query, _IMPORTED.c.sent_at, since, until), _imported, take)


def count_imported(database: Engine, since: datetime | None, until: datetime | None) -> int:
    query = _between(select(func.count()).select_from(_IMPORTED), _IMPORTED.c.sent_at, since, until)
    return int(read(database, lambda connection: connection.execute(query).scalar_one()))


def stopped(database: Engine, since: datetime | None, until: datetime | None) -> list[Stopped]:
    """Held and dropped messages by department, purpose, reason and rule; by the time of the decision."""
    view = DECISIONS.c
    by = (view.department, view.purpose, view.verdict, view.reason, view.rule)
    messages = func.count(view.message_id.distinct()).label("messages")
    query = select(*by, messages).where(view.verdict != literal("send", literal_execute=True)).group_by(*by)
    rows = _rows(database, _between(query, view.at, since, until).order_by(messages.desc(), *by))
    return [Stopped.model_validate(dict(row._mapping)) for row in rows]


def ruled(database: Engine, since: datetime | None, until: datetime | None) -> list[Ruled]:
    """Decisions to send, the newest of each message, by shadow and by the rules that would have stopped them."""
    view = DECISIONS.c
    query = select(view.shadow, view.observed, func.count().label("messages"))
    query = _between(query.where(view.verdict == "send", view.newest), view.at, since, until)
    rows = _rows(database, query.group_by(view.shadow, view.observed).order_by(view.shadow, view.observed))
    return [
        Ruled(shadow=bool(row.shadow), observed=tuple(json.loads(row.observed)), messages=row.messages) for row in rows
    ]


def _between(query: Select[Any], at: Any, since: datetime | None, until: datetime | None) -> Select[Any]:
    if since is not None:
        query = query.where(at >= since)
    return query if until is None else query.where(at < until)


def _rows(database: Engine, query: Select[Any]) -> list[Any]:
    return list(read(database, lambda connection: connection.execute(query).all()))


def _each(
    database: Engine, query: Select[Any], made: Callable[[Any], SentMessage], take: Callable[[SentMessage], None]
) -> None:
    def work(connection: Connection) -> None:
        for row in _streamed(connection, query):
            take(made(row))

    read(database, work)


def _streamed(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """A ledger need not fit into memory."""
    for some in connection.execution_options(yield_per=_AT_ONCE).execute(query).partitions():
        yield from some


def _sent(row: Any) -> SentMessage:
    return SentMessage(
        customer_id=row.customer_id,
        sent_at=row.sent_at,
        message_id=row.message_id,
        message=row.message,
        purpose=Purpose(row.purpose),
        department=row.department,
        channel=Channel(row.channel),
        source=row.source,
        over=row.over != "[]",
        origin=row.origin,
        journey=row.journey,
    )


def _imported(row: Any) -> SentMessage:
    return SentMessage(
        customer_id=row.customer_id,
        sent_at=row.sent_at,
        message_id=row.message_id,
        message=row.message,
        purpose=Purpose(row.purpose),
        department=row.department,
        channel=Channel(row.channel),
        source="imported",
        tags=tuple(json.loads(row.tags)),
        topics=tuple(json.loads(row.topics)),
        priority=row.priority,
    )
