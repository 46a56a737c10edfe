"""Of which messages providers can be asked what became of them: no answer came, or nothing was heard since."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, select
from sqlmodel import col

from audit.database import database_now, read
from audit.tables.columns import unpack
from audit.tables.delivery import ClaimRow, DeliveryRow, FeedbackRow, MessageCopyRow
from audit.tables.everything import table_of
from engine.language.reactions import ENDS_DELIVERY
from engine.language.terms import Channel
from engine.model import Frozen, Instant

_DELIVERY, _CLAIM = table_of(DeliveryRow), table_of(ClaimRow)
_AROUND = timedelta(days=1)
"""other messages to the address are looked for within so long of the attempt"""


class Open(Frozen):
    """An attempt of which more is to be learnt; times are on the database's clock."""

    message_id: str
    attempt: int
    customer_id: str
    channel: Channel
    claimed: Instant
    lease_until: Instant
    settled: Instant
    address: str
    text: str
    """as it was rendered, with the places of its links"""
    provider_id: str | None
    others: frozenset[str] = frozenset()
    """ids that the provider gave other messages of hers about that time"""

    @property
    def key(self) -> tuple[str, int]:
        return self.message_id, self.attempt


def now_of(database: Engine) -> datetime:
    return read(database, database_now)


def unknown_on(database: Engine, channels: Collection[Channel], since: datetime, until: datetime) -> Sequence[Open]:
    """Attempts settled as unknown within that time that still are, oldest first; nobody's who was erased."""

    later = _DELIVERY.alias("later")
    # looked for attempt by attempt: the newest revisions of all there are would be read every time
    corrected = select(later.c.revision).where(
        later.c.message_id == _DELIVERY.c.message_id,
        later.c.attempt == _DELIVERY.c.attempt,
        later.c.revision > _DELIVERY.c.revision,
    )
    query = select(_DELIVERY).where(_DELIVERY.c.outcome == "unknown", ~corrected.correlate(_DELIVERY).exists())

    def find(connection: Connection) -> list[Open]:
        return _opened(connection, connection.execute(_within(query, channels, since, until)).all())

    return read(database, find)


def silent_on(database: Engine, channels: Collection[Channel], since: datetime, until: datetime) -> Sequence[Open]:
    """Messages accepted within that time of whose arrival nothing was heard."""
    heard = select(col(FeedbackRow.event_id)).where(
        col(FeedbackRow.message_id) == _DELIVERY.c.message_id, col(FeedbackRow.reaction).in_(sorted(ENDS_DELIVERY))
    )
    accepted = (_DELIVERY.c.outcome == "accepted", _DELIVERY.c.provider_id.is_not(None))
    query = select(_DELIVERY).where(*accepted, ~heard.correlate(_DELIVERY).exists())

    def find(connection: Connection) -> list[Open]:
        return _opened(connection, connection.execute(_within(query, channels, since, until)).all())

    return read(database, find)


def _within(query: Any, channels: Collection[Channel], since: datetime, until: datetime) -> Any:
    then = (_DELIVERY.c.written_at > since, _DELIVERY.c.written_at <= until)
    named = _DELIVERY.c.channel.in_([channel.value for channel in channels])
    return query.where(named, *then).order_by(_DELIVERY.c.written_at, _DELIVERY.c.message_id)


def _opened(connection: Connection, rows: Sequence[Row[Any]]) -> list[Open]:
    found = (_open(connection, row) for row in rows)
    return [one for one in found if one is not None]


def _open(connection: Connection, row: Row[Any]) -> Open | None:
    claims = select(_CLAIM).where(_CLAIM.c.message_id == row.message_id, _CLAIM.c.attempt == row.attempt)
    claim = connection.execute(claims.order_by(_CLAIM.c.round.desc()).limit(1)).one_or_none()
    address = None if claim is None else unpack(claim.private).get("address")
    if claim is None or not isinstance(address, str):
        return None
    return Open(
        message_id=row.message_id,
        attempt=row.attempt,
        customer_id=row.customer_id,
        channel=Channel(row.channel),
        claimed=claim.written_at,
        lease_until=claim.lease_until,
        settled=row.written_at,
        address=address,
        text=_text(connection, claim),
        provider_id=row.provider_id,
        others=frozenset() if row.provider_id else _others(connection, row),
    )


def _text(connection: Connection, claim: Row[Any]) -> str:
    table = table_of(MessageCopyRow)
    same = (table.c.message_id == claim.message_id, table.c.attempt == claim.attempt, table.c.round == claim.round)
    text = unpack(connection.scalar(select(table.c.private).where(*same))).get("text")
    return text if isinstance(text, str) else ""


def _others(connection: Connection, row: Row[Any]) -> frozenset[str]:
    then = (_DELIVERY.c.written_at > row.written_at - _AROUND, _DELIVERY.c.written_at < row.written_at + _AROUND)
    hers = (_DELIVERY.c.customer_id == row.customer_id, _DELIVERY.c.provider_id.is_not(None))
    return frozenset(connection.scalars(select(_DELIVERY.c.provider_id).where(*hers, *then)))
