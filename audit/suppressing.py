"""Suppresses addresses for everybody: those that other systems may not write to any more."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from audit.address import AddressKey
from audit.database import database_now, write
from audit.rows import append
from audit.tables.everything import table_of
from audit.tables.shared import SuppressionRow
from engine.language.terms import Channel
from engine.model import Frozen, Instant

OWNER = "~import"
"""Stands for the customer: an address is suppressed whoever has it."""

_TABLE = table_of(SuppressionRow)


class SuppressedAddress(Frozen):
    """An address that may not be written to on a channel."""

    channel: Channel
    address: str
    scope: Literal["marketing", "everything"]
    cause: str
    at: Instant


def suppress_addresses(database: Engine, addresses: Sequence[SuppressedAddress], key: AddressKey) -> int:
    """In one transaction, as keyed hashes; returns how many are new."""
    hashed = {_life(one, key): one for one in addresses}

    def keep(connection: Connection) -> int:
        there = select(col(SuppressionRow.life)).where(
            col(SuppressionRow.customer_id) == OWNER, col(SuppressionRow.life).in_(hashed)
        )
        known = set(connection.scalars(there))
        now = database_now(connection)
        rows = [
            {
                "customer_id": OWNER,
                "seq": 0,
                "life": life,
                "at": one.at,
                "written_at": now,
                "channel": one.channel.value,
                "address_hash": key.hash(one.address),
                "scope": one.scope,
                "cause": one.cause,
            }
            for life, one in hashed.items()
            if life not in known
        ]
        append(connection, _TABLE, rows)
        return len(rows)

    return write(database, keep)


def _life(one: SuppressedAddress, key: AddressKey) -> str:
    """The same for the same suppression, whenever it is imported."""
    return f"{one.channel.value} {one.scope} {key.hash(one.address)}"
