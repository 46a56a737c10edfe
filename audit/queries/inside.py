"""How many customers are inside each version of each journey, as far as the ledger has heard."""

from collections.abc import Collection, Sequence

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


def inside(database: Engine, journeys: Collection[str] | None = None) -> Sequence[InsideLine]:
    """By journey and version, most customers first; of all journeys, or of these."""

    def counts(connection: Connection) -> list[InsideLine]:
        customers = func.count(col(EnrolmentRow.customer_id).distinct()).label("customers")
        query = (
            select(col(EnrolmentRow.journey), col(EnrolmentRow.version), customers)
            .group_by(col(EnrolmentRow.journey), col(EnrolmentRow.version))
            .order_by(col(EnrolmentRow.journey), customers.desc(), col(EnrolmentRow.version))
        )
        chosen = query if journeys is None else query.where(col(EnrolmentRow.journey).in_(journeys))
        return [InsideLine.model_validate(dict(row._mapping)) for row in connection.execute(chosen)]

    return read(database, counts)
