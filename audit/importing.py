"""Keeps what other systems sent, for reports: no workflow hears of it and nothing is decided by it."""

from collections.abc import Sequence

from pydantic_core import to_json
from sqlalchemy import Connection, Engine, select

from audit.database import database_now, write
from audit.rows import append
from audit.tables.everything import table_of
from audit.tables.imported import ImportedMessageRow
from audit.tombstones import erased_among
from engine.identity import digest
from engine.language.terms import Channel, Purpose
from engine.model import Frozen, Instant

MOST = 1_000
"""messages in one transaction"""

_TABLE = table_of(ImportedMessageRow)


class ImportedMessage(Frozen):
    """A message that another system sent."""

    customer_id: str
    message: str
    department: str
    purpose: Purpose
    channel: Channel
    sent_at: Instant
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    priority: int = 50
    id: str | None = None
    """its id there; without one, two that say the same are one"""

    @property
    def message_id(self) -> str:
        """The same for the same line, however often it is imported."""
        if self.id is not None:
            return digest("imported", self.customer_id, self.department, self.id)
        facts = (self.message, self.purpose.value, self.channel.value, self.sent_at.isoformat())
        return digest("imported line", self.customer_id, self.department, *facts)


class Imported(Frozen):
    """What became of some messages, by their place among those given."""

    new: int
    known: int
    """they are there already: nothing changed"""
    erased: tuple[int, ...] = ()
    """of customers who were erased: nothing of them is taken"""


def keep_imported(database: Engine, messages: Sequence[ImportedMessage]) -> Imported:
    """In one transaction; at most `MOST`."""
    return write(database, lambda connection: _keep(connection, messages))


def _keep(connection: Connection, messages: Sequence[ImportedMessage]) -> Imported:
    customers = {one.customer_id for one in messages}
    buried = erased_among(connection, customers)
    erased = tuple(place for place, one in enumerate(messages) if one.customer_id in buried)
    taken = {one.message_id: one for one in messages if one.customer_id not in buried}
    there = select(_TABLE.c.message_id).where(_TABLE.c.message_id.in_(taken))
    known = set(connection.scalars(there))
    now = database_now(connection)
    rows = [{**_row(one), "message_id": id, "written_at": now} for id, one in taken.items() if id not in known]
    append(connection, _TABLE, rows)
    return Imported(new=len(rows), known=len(messages) - len(erased) - len(rows), erased=erased)


def _row(one: ImportedMessage) -> dict[str, object]:
    return {
        "customer_id": one.customer_id,
        "message": one.message,
        "department": one.department,
        "purpose": one.purpose.value,
        "channel": one.channel.value,
        "tags": to_json(one.tags).decode(),
        "topics": to_json(one.topics).decode(),
        "priority": one.priority,
        "sent_at": one.sent_at,
    }
