"""The profile of a customer as the ledger last heard of it."""

from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.directory import ProfileRow
from audit.tables.everything import table_of
from engine.contracts.journal import Profile
from engine.model import Attributes


def profile_of(database: Engine, customer_id: str) -> Attributes | None:
    """None: the ledger has none of her."""

    def attributes(connection: Connection) -> Attributes | None:
        table = table_of(ProfileRow)
        row = connection.execute(select(table).where(col(ProfileRow.customer_id) == customer_id)).first()
        found = unpack(row.private) if row is not None else {}
        return Profile.model_validate(found["profile"]).attributes if "profile" in found else None

    return read(database, attributes)
