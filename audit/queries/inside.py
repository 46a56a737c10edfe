"""How many customers are inside each version of each journey, as far as the ledger has heard."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, func, select
from sqlmodel import col

from audit.database import read
from audit.tables.directory import EnrolmentRow
from engine.model import Frozen


class InsideLine(Frozen):
    """Customers with at least one running enrolment in this version."""

    journey: str
    version: str
    customers: int


def inside(database: Engine) -> Sequence[InsideLine]:
    """By journey and version, most customers first."""

    def counts(connection: Connection) -> list[InsideLine]:
        customers = func.count(col(EnrolmentRow.customer_id).distinct()).label("customers")
        query = (
            select(col(EnrolmentRow.journey), col(EnrolmentRow.version), customers)
            .group_by(col(EnrolmentRow.journey), col(EnrolmentRow.version))
            .order_by(col(EnrolmentRow.journey), customers.desc(), col(EnrolmentRow.version))
        )
        return [InsideLine.model_validate(dict(row._mapping)) for row in connection.execute(query)]

    return read(database, counts)
