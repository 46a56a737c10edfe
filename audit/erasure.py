"""Erases a customer: what is personal goes, the counts stay, and a tombstone keeps her from coming back."""

import sqlite3

from sqlalchemy import Connection, Engine, delete, exists, literal, select, update
from sqlmodel import col

from audit.address import AddressKey
from audit.anonymous import forget_anonymous
from audit.database import database_now, read, serialise, write
from audit.keys import destroy_key
from audit.known_addresses import KnownAddress, known_addresses
from audit.recalling import next_seq
from audit.rows import append
from audit.tables.delivery import ClaimRow, DeliveryRow
from audit.tables.directory import CustomerRow
from audit.tables.everything import KEPT, LEDGER, SNAPSHOTS, table_of
from audit.tables.inbox import FILLING, InboxRow
from audit.tables.keys import DataKeyRow
from audit.tables.shared import SuppressionRow, TombstoneRow
from audit.waiting import all_gone

REFUSED = "erased"
"""why an input in the inbox will never be signalled"""

_LIFE = "erasure"
"""the life under which the suppressions of an erasure are numbered"""


def is_known(database: Engine, customer_id: str) -> bool:
    """Whether there is anything of a customer, or was before she was erased."""
    places = (CustomerRow, DataKeyRow, InboxRow, TombstoneRow)
    owners = (table_of(place).c.owner if place is DataKeyRow else table_of(place).c.customer_id for place in places)
    found = [exists().where(owner == customer_id) for owner in owners]
    return read(database, lambda connection: any(connection.execute(select(*found)).one()))


def bury(database: Engine, customer_id: str) -> None:
    """From now on nothing is sent to her and nothing of hers is written or taken in; the first step of erasing."""
    write(database, lambda connection: _bury(connection, customer_id))


def sending(database: Engine, customer_id: str) -> bool:
    """Whether a request to a provider may be under way: a claim whose lease is live and that has no outcome."""

    def work(connection: Connection) -> bool:
        ended = exists().where(
            col(DeliveryRow.message_id) == col(ClaimRow.message_id), col(DeliveryRow.attempt) == col(ClaimRow.attempt)
        )
        live = select(literal(1)).where(
            col(ClaimRow.customer_id) == customer_id, col(ClaimRow.lease_until) > database_now(connection), ~ended
        )
        return connection.execute(live.limit(1)).first() is not None

    return read(database, work)


def erase(database: Engine, customer_id: str, key: AddressKey) -> None:
    """Blank the private columns, remove snapshots and inbox, destroy her key, suppress her addresses as hashes.

    Again it changes nothing. What was deleted may stand in the files until `scrub`.
    """

    def work(connection: Connection) -> None:
        _bury(connection, customer_id)
        serialise(connection, FILLING)
        _suppress(connection, customer_id, known_addresses(connection, customer_id), key)
        for table in map(table_of, (*LEDGER, *KEPT)):
            if "private" in table.c:
                connection.execute(update(table).where(table.c.customer_id == customer_id).values(private=None))
        for table in map(table_of, SNAPSHOTS):
            connection.execute(delete(table).where(table.c.customer_id == customer_id))
        kept = (col(InboxRow.customer_id) == customer_id, col(InboxRow.why) != REFUSED)
        connection.execute(delete(table_of(InboxRow)).where(*kept))
        forget_anonymous(connection, customer_id)
        destroy_key(connection, customer_id)

    write(database, work)


def scrub(database: Engine) -> bool:
    """Rewrite a SQLite file, so that nothing that was deleted stays in it; False where that was not possible now.

    PostgreSQL keeps dead rows until VACUUM and its log until that is recycled: nothing is done here.
    """
    if database.dialect.name != "sqlite":
        return True
    connection = database.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        [busy, *_] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        connection.close()


def _bury(connection: Connection, customer_id: str) -> None:
    serialise(connection, f"customer {customer_id}")
    tombstone = {"customer_id": customer_id, "written_at": database_now(connection)}
    append(connection, table_of(TombstoneRow), [tombstone])
    all_gone(connection, customer_id)


def _suppress(connection: Connection, customer_id: str, addresses: frozenset[KnownAddress], key: AddressKey) -> None:
    """She may come back as a new customer one day: nobody writes to these addresses unless that is undone."""
    now = database_now(connection)
    first = next_seq(connection, customer_id)
    hashes = sorted({(known.channel.value, key.hash(known.address)) for known in addresses})
    rows = [
        {
            "customer_id": customer_id,
            "seq": first + n,
            "life": _LIFE,
            "at": now,
            "written_at": now,
            "channel": channel,
            "address_hash": address_hash,
            "scope": "everything",
            "cause": REFUSED,
        }
        for n, (channel, address_hash) in enumerate(hashes)
    ]
    append(connection, table_of(SuppressionRow), rows)
