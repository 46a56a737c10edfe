"""Which customers were erased: nothing of them is kept any more."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from audit.tables.shared import TombstoneRow

# The same statement object every time: SQLAlchemy need not find out again that it knows it.
_ERASED = select(col(TombstoneRow.customer_id)).where(
    col(TombstoneRow.customer_id).in_(bindparam("customers", expanding=True))
)


def erased_among(connection: Connection, customers: Collection[str]) -> set[str]:
    """Those of the customers that were erased."""
    return set(connection.scalars(_ERASED, {"customers": list(customers)}))
