"""Erases a customer: what is personal goes, the counts stay, and a tombstone keeps her from coming back."""

from sqlalchemy import Connection, Engine, delete, update

from audit.database import database_now, serialise, write
from audit.rows import append
from audit.tables.everything import KEPT, LEDGER, SNAPSHOTS, table_of
from audit.tables.shared import TombstoneRow


def erase(database: Engine, customer_id: str) -> None:
    """Blank the private columns, remove the snapshots, set the tombstone; suppressed addresses stay as hashes."""

    def work(connection: Connection) -> None:
        serialise(connection, f"customer {customer_id}")
        for table in map(table_of, (*LEDGER, *KEPT)):
            if "private" in table.c:
                connection.execute(update(table).where(table.c.customer_id == customer_id).values(private=None))
        for table in map(table_of, SNAPSHOTS):
            connection.execute(delete(table).where(table.c.customer_id == customer_id))
        tombstone = {"customer_id": customer_id, "written_at": database_now(connection)}
        append(connection, table_of(TombstoneRow), [tombstone])

    write(database, work)
