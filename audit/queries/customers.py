"""Which customers the ledger knows, for a comparison with the workflows that run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from audit.anonymous import inbox_customers
from audit.database import read
from audit.tables.directory import CustomerRow
from audit.tables.keys import DataKeyRow
from audit.tables.shared import TombstoneRow


@dataclass(frozen=True)
class KnownCustomers:
    """`deadlines` is the directory: customer → when something of hers is due next, as far as the ledger has heard."""

    deadlines: Mapping[str, datetime | None]
    others: frozenset[str]
    """who wrote nothing into the directory yet, and is known by a key or by what waits for her"""
    erased: frozenset[str]


def known_customers(database: Engine) -> KnownCustomers:
    """On one snapshot."""

    def work(connection: Connection) -> KnownCustomers:
        directory = connection.execute(select(col(CustomerRow.customer_id), col(CustomerRow.next_deadline)))
        keys = connection.scalars(select(col(DataKeyRow.owner)))
        waiting = connection.scalars(inbox_customers().distinct())
        erased = connection.scalars(select(col(TombstoneRow.customer_id)))
        return KnownCustomers(
            deadlines={row[0]: row[1] for row in directory},
            others=frozenset(keys) | frozenset(waiting),
            erased=frozenset(erased),
        )

    return read(database, work)
