"""Two ids, one person: events under an anonymous id become the customer's who is named together with it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Row, Select, delete, select, update
from sqlmodel import col

from audit.database import keep_out, serialise
from audit.rows import replace
from audit.tables.columns import unpack
from audit.tables.everything import table_of
from audit.tables.inbox import AnonymousIdRow, InboxRow
from engine.contracts.inputs import Input, input_time
from engine.identity import digest

REPLAYED = timedelta(days=30)
"""How old, by event time, what is replayed may be."""
MARK = "~"
"""No customer's id begins with it."""

MOST_REPLAYED = 10_000
"""of one anonymous id: one that more came under is no person's, but what some service writes for everybody"""

_LOCKS = 32
_INBOX, _NAMED = table_of(InboxRow), table_of(AnonymousIdRow)
_INPUT: TypeAdapter[Input] = TypeAdapter(Input)


def anonymous_key(anonymous_id: str) -> str:
    """What stands in the place of a customer's id; of the anonymous id itself nothing is kept."""
    return MARK + digest("anonymous", anonymous_id)


def hold_still(connection: Connection, used: Collection[str], naming: Mapping[str, str]) -> None:
    """Until this transaction ends nobody is named with an anonymous key that it stores something under, and nothing
    is stored under one that it names somebody with (`naming`: key → customer): the row would be nobody's for ever.
    """
    known = owners(connection, naming)
    alone = {_lock(key) for key, customer in naming.items() if known.get(key) != customer}
    for lock in sorted(alone | {_lock(key) for key in used}):  # in one order everywhere: nobody waits in a circle
        (serialise if lock in alone else keep_out)(connection, lock)


def owners(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    """Anonymous key → the customer who was named with it last."""
    if not keys:
        return {}
    query = select(col(AnonymousIdRow.anonymous_key), col(AnonymousIdRow.customer_id))
    rows = connection.execute(query.where(col(AnonymousIdRow.anonymous_key).in_(keys)))
    return {row[0]: row[1] for row in rows}


def name(connection: Connection, key: str, customer_id: str, interest: Collection[str] | None, now: datetime) -> None:
    """From now on it is the customer's, and so are its events of the last 30 days that nobody has yet.

    `interest` are the types that are to be signalled, None for all.
    """
    replace(connection, _NAMED, [{"anonymous_key": key, "customer_id": customer_id, "named_at": now}])
    kept = _unclaimed(connection, key, now - REPLAYED)
    if not kept:
        return
    hers = select(col(InboxRow.input_id)).where(
        col(InboxRow.customer_id) == customer_id, col(InboxRow.input_id).in_({one.input_id for one in kept})
    )
    there = set(connection.scalars(hers))
    _move(connection, (one.id for one in kept if one.input_id in there), {"drained_at": now})
    new = [one for one in kept if one.input_id not in there]
    wanted = {one.id for one in new if interest is None or _is_wanted(one.kind, one.type, interest)}
    _move(connection, wanted, {"customer_id": customer_id, "why": "accepted"})
    _move(connection, {one.id for one in new} - wanted, {"customer_id": customer_id, "why": "not_of_interest"})


def inbox_customers() -> Select[Any]:
    """Everybody who has something in the inbox, and nobody who is anonymous yet."""
    return select(col(InboxRow.customer_id)).where(col(InboxRow.why) != "anonymous")


def forget_anonymous(connection: Connection, customer_id: str) -> None:
    """Remove what is kept under anonymous ids that are hers; what comes later is refused as hers."""
    keys = select(col(AnonymousIdRow.anonymous_key)).where(col(AnonymousIdRow.customer_id) == customer_id)
    connection.execute(delete(_INBOX).where(col(InboxRow.customer_id).in_(keys)))


def _lock(key: str) -> str:
    """Of all keys together there are few: a database has room for so many locks."""
    return f"anonymous {int(digest('lock', key)[:8], 16) % _LOCKS:02}"


def _unclaimed(connection: Connection, key: str, since: datetime) -> list[Row[Any]]:
    """The newest of them, oldest first."""
    query = select(_INBOX).where(
        col(InboxRow.customer_id) == key,
        col(InboxRow.drained_at).is_(None),
        col(InboxRow.private).is_not(None),
    )
    newest = connection.execute(query.order_by(col(InboxRow.id).desc()).limit(MOST_REPLAYED)).all()
    return [row for row in reversed(newest) if _happened(row) >= since]


def _happened(row: Row[Any]) -> datetime:
    """Of what a newer build wrote and this one cannot read, when it came."""
    try:
        return input_time(_INPUT.validate_python(unpack(row.private)["input"]), row.stored_at)
    except ValidationError:
        stored: datetime = row.stored_at
        return stored


def _is_wanted(kind: str, type: str, interest: Collection[str]) -> bool:
    return kind != "track" or type in interest or type.endswith("_changed")


def _move(connection: Connection, numbers: Iterable[int], values: dict[str, object]) -> None:
    ids = list(numbers)
    if ids:
        connection.execute(update(_INBOX).where(col(InboxRow.id).in_(ids)).values(values))
