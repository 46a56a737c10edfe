"""Writes a customer's journal: ledger, directory and profile in one transaction."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from audit.address import AddressKey
from audit.journal_rows import JournalRows
from audit.rows import append, replace
from audit.settling import settle_corrected
from audit.tables.columns import pack
from audit.tables.directory import CustomerRow, EnrolmentRow, ProfileRow
from engine.contracts.journal import Journal


def write_journal(
    session: Session, customer_id: str, catalogue: int, journal: Journal, key: AddressKey, now: datetime
) -> None:
    """Append the entries and bring the snapshots up to date; the same journal again changes nothing."""
    rows = JournalRows(customer_id, now, key.hash)
    append(session, [row for entry in journal.entries for row in rows.of(entry)])
    settle_corrected(session, journal, now)
    known = session.scalars(select(col(CustomerRow.as_of)).where(col(CustomerRow.customer_id) == customer_id)).first()
    if known is None or journal.as_of >= known:  # an activity tried again must not set the snapshots back
        _write_snapshots(session, customer_id, catalogue, journal)


def _write_snapshots(session: Session, customer_id: str, catalogue: int, journal: Journal) -> None:
    replace(
        session,
        CustomerRow(
            customer_id=customer_id,
            as_of=journal.as_of,
            next_deadline=journal.next_deadline,
            catalogue=catalogue,
        ),
    )
    if journal.profile is not None:
        replace(
            session,
            ProfileRow(
                customer_id=customer_id,
                as_of=journal.as_of,
                private=pack(profile=journal.profile.model_dump(mode="json")),
            ),
        )
    if journal.entries or journal.directory:  # no news: nobody moved
        _write_directory(session, customer_id, journal)


def _write_directory(session: Session, customer_id: str, journal: Journal) -> None:
    running = [row.enrolment_id for row in journal.directory]
    session.execute(
        delete(EnrolmentRow).where(
            col(EnrolmentRow.customer_id) == customer_id, col(EnrolmentRow.enrolment_id).not_in(running)
        )
    )
    for row in journal.directory:
        facts = row.model_dump(exclude={"key"})
        replace(session, EnrolmentRow(customer_id=customer_id, private=pack(key=row.key), **facts))
