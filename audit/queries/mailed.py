"""What went to the mail provider by the ledger, for a comparison with what the provider has."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, and_, select
from sqlmodel import col

from audit.database import read
from audit.queries.outcomes import newest_revisions
from audit.tables.delivery import ClaimRow, DeliveryRow
from audit.tables.everything import table_of
from audit.tables.proofs import ProofRow
from audit.tables.shared import TombstoneRow
from engine.language.terms import Channel


@dataclass
class Mailing:
    """One message by email; an attempt that has no outcome yet is `open`."""

    customer_id: str
    message: str
    outcomes: Counter[str] = field(default_factory=Counter)
    since: datetime | None = None
    """when the newest outcome was written, on the database's clock"""


@dataclass(frozen=True)
class Mailed:
    """By message id; `proofs` are ids too, and `erased` are customers of whom the provider forgot everything."""

    mailings: Mapping[str, Mailing]
    proofs: frozenset[str]
    erased: frozenset[str]


def mailed(database: Engine, since: datetime | None) -> Mailed:
    """Decided at `since` or later."""
    return read(database, lambda connection: _mailed(connection, since))


def _mailed(connection: Connection, since: datetime | None) -> Mailed:
    found: dict[str, Mailing] = {}
    ended: dict[tuple[str, int], Row[Any]] = {}
    for row in _outcomes(connection, since):
        one = found.setdefault(row.message_id, Mailing(row.customer_id, row.message))
        one.outcomes[row.outcome] += 1
        one.since = max(one.since or row.written_at, row.written_at)
        ended[row.message_id, row.attempt] = row
    for claim in _claims(connection, since):
        end = ended.get((claim.message_id, claim.attempt))
        # a claim that came after a `not_now` has no outcome yet
        if end is None or (end.outcome == "not_now" and claim.written_at > end.written_at):
            found.setdefault(claim.message_id, Mailing(claim.customer_id, claim.message)).outcomes["open"] += 1
    proofs = frozenset(connection.scalars(select(col(ProofRow.proof_id))))
    erased = frozenset(connection.scalars(select(col(TombstoneRow.customer_id))))
    return Mailed(found, proofs, erased)


def _outcomes(connection: Connection, since: datetime | None) -> Sequence[Row[Any]]:
    newest, table = newest_revisions(), table_of(DeliveryRow)
    its_newest = and_(
        newest.c.message_id == table.c.message_id,
        newest.c.attempt == table.c.attempt,
        newest.c.revision == table.c.revision,
    )
    return connection.execute(_by_mail(select(table).join(newest, its_newest), table, since)).all()


def _claims(connection: Connection, since: datetime | None) -> Sequence[Row[Any]]:
    table = table_of(ClaimRow)
    return connection.execute(_by_mail(select(table), table, since)).all()


def _by_mail(query: Select[Any], table: Table, since: datetime | None) -> Select[Any]:
    query = query.where(table.c.channel == Channel.EMAIL.value)
    return query if since is None else query.where(table.c.decided_at >= since)
