"""What the ledger knows of a customer herself."""

from sqlalchemy import Engine, select

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.directory import ProfileRow
from audit.tables.everything import table_of
from engine.contracts.journal import Profile
from engine.model import Attributes


def attributes_of(database: Engine, customer_id: str) -> Attributes:
    """As of the last journal; empty for a customer of whom nothing is known, or nothing any more."""
    table = table_of(ProfileRow)
    query = select(table.c.private).where(table.c.customer_id == customer_id)
    private = read(database, lambda connection: connection.scalars(query).first())
    found = unpack(private).get("profile")
    return Profile.model_validate(found).attributes if found is not None else {}
