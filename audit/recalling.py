"""Recalls what the ledger knows of a customer whose run does not continue another."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, union_all
from sqlmodel import col

from audit.address import AddressKey
from audit.recalled_memory import absorbed_ids, triggers
from audit.recalled_places import recalled_places
from audit.recalled_sends import recalled_sends, written_to
from audit.recalled_standing import consents, newest_enrolments, suppressions
from audit.shared_rows import basics
from audit.tables.columns import unpack
from audit.tables.directory import EnrolmentRow, ProfileRow
from audit.tables.everything import JOURNAL, table_of
from engine.contracts.commands import Recall
from engine.contracts.journal import DirectoryRow, Profile
from engine.contracts.recollection import RecalledSend, Recollection

SENDS_WINDOW = timedelta(days=91)
"""The longest window that a cap or the mix looks back over."""

_HIGHEST = union_all(
    *(
        select(func.max(table.c.seq).label("seq")).where(table.c.customer_id == bindparam("customer_id"))
        for table in map(table_of, JOURNAL)
    )
).subquery()
_LAST = select(func.max(_HIGHEST.c.seq))
_PROFILE = select(col(ProfileRow.private)).where(col(ProfileRow.customer_id) == bindparam("customer_id"))
_RUNNING = (
    select(table_of(EnrolmentRow))
    .where(col(EnrolmentRow.customer_id) == bindparam("customer_id"))
    .order_by(col(EnrolmentRow.since), col(EnrolmentRow.enrolment_id))
)


def recall(connection: Connection, command: Recall, key: AddressKey, customers_now: datetime | None) -> Recollection:
    """Everything that must survive an operator's terminate or reset.

    `customers_now` is the time in which customers live, None for the database's clock.
    """
    customer_id = command.customer_id
    known = basics(connection, customer_id)
    if known.erased:
        seq = next_seq(connection, customer_id)
        return Recollection(life=command.run_id, catalogue=known.in_force, next_seq=seq, erased=True)
    if known.heard is None:
        return Recollection(life=command.run_id, catalogue=known.in_force)
    now = customers_now or known.clock
    profile = _profile(connection, customer_id)
    since = now - SENDS_WINDOW
    places, freed = recalled_places(connection, customer_id, since)
    return Recollection(
        life=command.run_id,
        catalogue=known.in_force,
        next_seq=next_seq(connection, customer_id),
        profile=profile,
        consents=consents(connection, customer_id),
        suppressions=suppressions(connection, key, profile, written_to(connection, customer_id)),
        sends=_in_order(*recalled_sends(connection, customer_id, since), *places),
        freed=freed,
        entries=newest_enrolments(connection, customer_id),
        running=_running(connection, customer_id),
        triggers=triggers(connection, customer_id),
        inputs=absorbed_ids(connection, customer_id, now),
    )


def _in_order(*sends: RecalledSend) -> tuple[RecalledSend, ...]:
    return tuple(sorted(sends, key=lambda one: one.decided_at))


def next_seq(connection: Connection, customer_id: str) -> int:
    """The number after the highest in any table of the journal, whatever the life."""
    last: int | None = connection.execute(_LAST, {"customer_id": customer_id}).scalar()
    return 0 if last is None else last + 1


def _profile(connection: Connection, customer_id: str) -> Profile | None:
    private = connection.execute(_PROFILE, {"customer_id": customer_id}).scalar()
    return None if private is None else Profile.model_validate(unpack(private)["profile"])


def _running(connection: Connection, customer_id: str) -> tuple[DirectoryRow, ...]:
    rows = connection.execute(_RUNNING, {"customer_id": customer_id})
    return tuple(DirectoryRow.model_validate({**row._mapping, **unpack(row.private)}) for row in rows)
