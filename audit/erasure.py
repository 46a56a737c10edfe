"""Erases a customer: what is personal goes, the counts stay, and a tombstone keeps her from coming back."""

from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from audit.database import database_now, serialise, write
from audit.rows import append
from audit.tables.everything import KEPT, LEDGER, SNAPSHOTS, table_of
from audit.tables.shared import TombstoneRow


def erase(database: Engine, customer_id: str) -> None:
    """Blank the private columns, remove the snapshots, set the tombstone; suppressed addresses stay as hashes."""

    def work(session: Session) -> None:
        serialise(session, f"customer {customer_id}")
        for table in map(table_of, (*LEDGER, *KEPT)):
            if "private" in table.c:
                session.execute(update(table).where(table.c.customer_id == customer_id).values(private=None))
        for table in map(table_of, SNAPSHOTS):
            session.execute(delete(table).where(table.c.customer_id == customer_id))
        append(session, [TombstoneRow(customer_id=customer_id, written_at=database_now(session))])

    write(database, work)
