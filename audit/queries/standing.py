"""At which step of which version the running enrolments of a journey stand, as far as the ledger has heard."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, func, select
from sqlmodel import col

from audit.database import read
from audit.tables.directory import EnrolmentRow
from engine.model import Frozen


class StandingLine(Frozen):
    """Enrolments, not customers: one customer may be in a journey under several keys."""

    version: str
    step: str
    enrolments: int


def standing(database: Engine, journey: str) -> Sequence[StandingLine]:
    """By version and step."""

    def counts(connection: Connection) -> list[StandingLine]:
        place = (col(EnrolmentRow.version), col(EnrolmentRow.step))
        query = select(*place, func.count().label("enrolments")).where(col(EnrolmentRow.journey) == journey)
        rows = connection.execute(query.group_by(*place).order_by(*place))
        return [StandingLine.model_validate(dict(row._mapping)) for row in rows]

    return read(database, counts)
