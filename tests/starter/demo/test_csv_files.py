"""The tables are written in the data's time, but for what is on the clock of a process."""

from audit.tables.columns import UtcTime
from audit.tables.everything import KEPT, LEDGER, SNAPSHOTS, table_of
from starter.demo.csv_files import CUSTOMERS_TIME

PROCESS_TIME = {"written_at", "lease_until", "stored_at", "drained_at", "named_at"}
"""On the database's clock: when the demo really ran."""


def test_of_every_time_it_is_known_whose_it_is() -> None:
    tables = map(table_of, (*LEDGER, *SNAPSHOTS, *KEPT))
    times = {column.name for table in tables for column in table.columns if isinstance(column.type, UtcTime)}
    assert times == CUSTOMERS_TIME | PROCESS_TIME
    assert not CUSTOMERS_TIME & PROCESS_TIME
