"""Recalls what the ledger knows of a customer whose run does not continue another."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session
from sqlmodel import col

from audit.address import AddressKey
from audit.recalled_memory import absorbed_ids, triggers
from audit.recalled_sends import recalled_sends, written_to
from audit.recalled_standing import consents, newest_enrolments, suppressions
from audit.shared_rows import basic_rows
from audit.tables.columns import unpack
from audit.tables.directory import EnrolmentRow, ProfileRow
from audit.tables.everything import JOURNAL, table_of
from engine.contracts.journal import DirectoryRow, Profile
from engine.contracts.recollection import Recollection

SENDS_WINDOW = timedelta(days=91)
"""The longest window that a cap or the mix looks back over."""


def recall(session: Session, customer_id: str, key: AddressKey, now: datetime) -> Recollection:
    """Everything that must survive an operator's terminate or reset; `now` is the customers' time."""
    basics = basic_rows(session, customer_id, now)
    seq = next_seq(session, customer_id)
    if basics.erased:
        return Recollection(catalogue=basics.in_force, next_seq=seq, erased=True)
    profile = _profile(session, customer_id)
    return Recollection(
        catalogue=basics.in_force,
        next_seq=seq,
        profile=profile,
        consents=consents(session, customer_id),
        suppressions=suppressions(session, key, profile, written_to(session, customer_id)),
        sends=recalled_sends(session, customer_id, since=now - SENDS_WINDOW),
        entries=newest_enrolments(session, customer_id),
        running=_running(session, customer_id),
        triggers=triggers(session, customer_id),
        inputs=absorbed_ids(session, customer_id, now),
    )


def next_seq(session: Session, customer_id: str) -> int:
    """The number after the highest in any table of the journal."""
    highest = union_all(
        *(
            select(func.max(table.c.seq).label("seq")).where(table.c.customer_id == customer_id)
            for table in map(table_of, JOURNAL)
        )
    ).subquery()
    last = session.execute(select(func.max(highest.c.seq))).scalar()
    return 0 if last is None else last + 1


def _profile(session: Session, customer_id: str) -> Profile | None:
    row = session.get(ProfileRow, customer_id)
    return None if row is None else Profile.model_validate(unpack(row.private)["profile"])


def _running(session: Session, customer_id: str) -> tuple[DirectoryRow, ...]:
    rows = session.scalars(
        select(EnrolmentRow)
        .where(col(EnrolmentRow.customer_id) == customer_id)
        .order_by(col(EnrolmentRow.since), col(EnrolmentRow.enrolment_id))
    )
    return tuple(DirectoryRow.model_validate(row.model_dump() | unpack(row.private)) for row in rows)
