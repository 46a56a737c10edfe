"""Writes a customer's journal: ledger, directory and profile in one transaction."""

from sqlalchemy import Connection, bindparam, delete
from sqlmodel import col

from audit.address import AddressKey
from audit.guarding import look_at_complaints
from audit.journal_rows import JournalRows
from audit.phone_numbers import phone_hash
from audit.rows import append, picked, replace
from audit.settling import settle_corrected
from audit.shared_rows import Basics
from audit.tables.columns import pack
from audit.tables.directory import CustomerRow, EnrolmentRow, ProfileRow
from audit.tables.everything import table_of
from audit.waiting import follow
from engine.contracts.journal import DirectoryRow, Journal

_CUSTOMER = table_of(CustomerRow)
_PROFILE = table_of(ProfileRow)
_DIRECTORY = table_of(EnrolmentRow)

_STANDS = tuple(set(DirectoryRow.model_fields) - {"key"})
_NOWHERE = delete(_DIRECTORY).where(col(EnrolmentRow.customer_id) == bindparam("customer_id"))


def write_journal(
    connection: Connection, customer_id: str, catalogue: int, journal: Journal, key: AddressKey, basics: Basics
) -> None:
    """Append the entries and bring the snapshots up to date; the same journal again changes nothing."""
    rows = JournalRows(customer_id, journal, basics.clock, key.hash)
    for table, of_table in rows.by_table().items():
        append(connection, table, of_table)
    settle_corrected(connection, journal, basics.clock)
    follow(connection, journal)
    look_at_complaints(connection, customer_id, journal, basics.clock)
    if basics.heard is None or journal.as_of >= basics.heard:  # one tried again must not set the snapshots back
        _write_snapshots(connection, customer_id, catalogue, journal, key)


def _write_snapshots(
    connection: Connection, customer_id: str, catalogue: int, journal: Journal, key: AddressKey
) -> None:
    as_of = {"customer_id": customer_id, "as_of": journal.as_of}
    replace(connection, _CUSTOMER, [as_of | {"next_deadline": journal.next_deadline, "catalogue": catalogue}])
    if journal.profile is not None:
        phone = phone_hash(journal.profile.attributes, key)
        replace(connection, _PROFILE, [as_of | {"private": pack(profile=journal.profile), "phone_hash": phone}])
    if journal.entries or journal.directory:  # no news: nobody moved
        connection.execute(_NOWHERE, {"customer_id": customer_id})
        append(connection, _DIRECTORY, [_place(customer_id, row) for row in journal.directory])


def _place(customer_id: str, row: DirectoryRow) -> dict[str, object]:
    return {"customer_id": customer_id, "private": pack(key=row.key), **picked(row, _STANDS)}
