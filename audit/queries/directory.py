"""Where every customer stands, as far as the ledger has heard."""

from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlmodel import col

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.directory import CustomerRow, EnrolmentRow
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

    def lines(session: Session) -> list[CustomerLine]:
        customers = select(CustomerRow).order_by(col(CustomerRow.customer_id))
        running = select(EnrolmentRow).order_by(col(EnrolmentRow.since), col(EnrolmentRow.enrolment_id))
        if customer_id is not None:
            customers = customers.where(col(CustomerRow.customer_id) == customer_id)
            running = running.where(col(EnrolmentRow.customer_id) == customer_id)
        by_customer: dict[str, list[DirectoryRow]] = {}
        for row in session.scalars(running):
            by_customer.setdefault(row.customer_id, []).append(_place(row))
        return [
            CustomerLine(**row.model_dump(), enrolments=tuple(by_customer.get(row.customer_id, ())))
            for row in session.scalars(customers)
        ]

    return read(database, lines)


def _place(row: EnrolmentRow) -> DirectoryRow:
    return DirectoryRow.model_validate(row.model_dump() | unpack(row.private))
