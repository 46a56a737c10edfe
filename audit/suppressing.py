"""Suppresses addresses for everybody: those that may not be written to any more, whoever has them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from audit.address import AddressKey
from audit.database import database_now, write
from audit.rows import Row, append
from audit.tables.everything import table_of
from audit.tables.shared import SuppressionRow
from engine.language.terms import Channel
from engine.model import Frozen, Instant

ANYBODY = "~anybody"
"""Stands for the customer: an address is suppressed whoever has it."""

_TABLE = table_of(SuppressionRow)


class SuppressedAddress(Frozen):
    """An address that may not be written to on a channel, or that wants to be again (scope `nothing`)."""

    channel: Channel
    address: str
    scope: Literal["marketing", "everything", "nothing"]
    cause: str
    at: Instant


def suppress_addresses(database: Engine, addresses: Sequence[SuppressedAddress], key: AddressKey) -> int:
    """In one transaction, as keyed hashes; returns how many are new."""
    hashed = {_life(one, key): one for one in addresses}

    def keep(connection: Connection) -> int:
        there = select(col(SuppressionRow.life)).where(
            col(SuppressionRow.customer_id) == ANYBODY, col(SuppressionRow.life).in_(hashed)
        )
        known = set(connection.scalars(there))
        now = database_now(connection)
        rows = [suppression_row(one, key, life, 0, now) for life, one in hashed.items() if life not in known]
        append(connection, _TABLE, rows)
        return len(rows)

    return write(database, keep)


def suppression_row(one: SuppressedAddress, key: AddressKey, life: str, seq: int, now: datetime) -> Row:
    """`life` and `seq` say where it comes from: the same again is the same row."""
    return {
        "customer_id": ANYBODY,
        "seq": seq,
        "life": life,
        "at": one.at,
        "written_at": now,
        "channel": one.channel.value,
        "address_hash": key.hash(one.address),
        "scope": one.scope,
        "cause": one.cause,
    }


def _life(one: SuppressedAddress, key: AddressKey) -> str:
    """The same for the same suppression, whenever it is imported."""
    return f"{one.channel.value} {one.scope} {key.hash(one.address)}"
