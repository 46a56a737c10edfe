"""What the ledger says, as the tests of the workflow compare it."""

from sqlalchemy import Engine, text


def decisions(database: Engine, customer_id: str) -> list[tuple[str, str, str | None]]:
    """Message, verdict and reason of every decision, in order."""
    query = "SELECT message, verdict, reason FROM decision WHERE customer_id = :customer ORDER BY seq"
    with database.connect() as connection:
        rows = connection.execute(text(query), {"customer": customer_id})
        return [(row.message, row.verdict, row.reason) for row in rows]


def count(database: Engine, table: str, customer_id: str) -> int:
    """Rows of a customer in a table."""
    query = f"SELECT count(*) FROM {table} WHERE customer_id = :customer"
    with database.connect() as connection:
        return int(connection.execute(text(query), {"customer": customer_id}).scalar_one())
