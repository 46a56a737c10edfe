"""Where every customer stands, as far as the ledger has heard."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, select
from sqlmodel import col

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.directory import CustomerRow, EnrolmentRow
from audit.tables.everything import table_of
from engine.contracts.journal import DirectoryRow
from engine.model import Frozen, Instant


class CustomerLine(Frozen):
    """One customer and what runs for her; `as_of` is the workflow's time of the last journal."""

    customer_id: str
    as_of: Instant
    next_deadline: Instant | None
    catalogue: int
    enrolments: tuple[DirectoryRow, ...]


def directory(database: Engine, customer_id: str | None = None) -> Sequence[CustomerLine]:
    """All customers, or one, by id."""

    def lines(connection: Connection) -> list[CustomerLine]:
        customers = select(table_of(CustomerRow)).order_by(col(CustomerRow.customer_id))
        running = select(table_of(EnrolmentRow)).order_by(col(EnrolmentRow.since), col(EnrolmentRow.enrolment_id))
        if customer_id is not None:
            customers = customers.where(col(CustomerRow.customer_id) == customer_id)
            running = running.where(col(EnrolmentRow.customer_id) == customer_id)
        by_customer: dict[str, list[DirectoryRow]] = {}
        for row in connection.execute(running):
            by_customer.setdefault(row.customer_id, []).append(_place(row))
        return [
            CustomerLine.model_validate({**row._mapping, "enrolments": by_customer.get(row.customer_id, ())})
            for row in connection.execute(customers)
        ]

    return read(database, lines)


def _place(row: Row[Any]) -> DirectoryRow:
    return DirectoryRow.model_validate({**row._mapping, **unpack(row.private)})
