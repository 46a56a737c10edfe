"""Finds what does not fit together within the ledger: gaps, decisions and claims without one another, open ends."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from audit.database import database_now, read
from audit.outcomes import WITHDRAWN
from audit.queries.deliveries import abandoned
from audit.queries.rule_looks import as_recorded
from audit.tables.columns import UtcTime
from audit.tables.delivery import ClaimRow, DeliveryRow
from audit.tables.everything import JOURNAL, table_of
from audit.tables.journal import DecisionRow, SlotChangeRow
from audit.tables.shared import TombstoneRow
from engine.contracts.journal import Decided
from engine.model import Frozen, Instant

_AT_ONCE = 1_000
_DELIVERY = table_of(DeliveryRow)
_DECISION = table_of(DecisionRow)
_CLAIM = table_of(ClaimRow)


class Gap(Frozen):
    """Numbers of a life that no row has, between two that do; `after` None: from its beginning."""

    customer_id: str
    life: str
    after: int | None
    before: int
    corrections: int
    """outcomes that were corrected meanwhile: such a correction has a number and no row of the journal"""

    @property
    def missing(self) -> int:
        return self.before - (-1 if self.after is None else self.after) - 1 - self.corrections


class Loose(Frozen):
    """A decision, claim or reservation that lacks its other half."""

    customer_id: str
    message_id: str
    message: str
    attempt: int
    at: Instant


def ledger_now(database: Engine) -> datetime:
    """The database's clock: what is checked is what was written some time before."""
    return read(database, database_now)


def gaps(database: Engine, before: datetime) -> Sequence[Gap]:
    """In what was written before; of erased customers nothing is written any more, so theirs are none."""
    numbered = union_all(
        *(
            select(table.c.customer_id, table.c.life, table.c.seq, table.c.at, table.c.written_at)
            for table in map(table_of, JOURNAL)
        )
    ).subquery()
    life, number = (numbered.c.customer_id, numbered.c.life), numbered.c.seq
    stepped = select(
        *numbered.c,
        func.lag(number).over(partition_by=life, order_by=number).label("after"),
        func.lag(numbered.c.at, type_=UtcTime()).over(partition_by=life, order_by=number).label("since"),
        func.min(number).over(partition_by=numbered.c.customer_id).label("lowest"),
    ).subquery()
    # a customer's first number is 0; a later life begins after the highest of any other
    headless = and_(stepped.c.after.is_(None), stepped.c.seq == stepped.c.lowest, stepped.c.seq > 0)
    lacks = or_(stepped.c.seq - stepped.c.after > 1, headless)
    query = select(*stepped.c).where(lacks, stepped.c.written_at < before, ~_erased(stepped.c.customer_id))
    query = query.order_by(stepped.c.customer_id, stepped.c.life, stepped.c.seq)
    corrected = _corrections(database)
    return [gap for row in _rows(database, query) if (gap := _gap(row, corrected)).missing > 0]


def sends_without_claim(database: Engine, before: datetime) -> Sequence[Loose]:
    """Messages whose newest decision is a send of ours, and that nobody claimed or refused."""
    later = aliased(DecisionRow)
    newer = exists().where(
        col(later.message_id) == _DECISION.c.message_id,
        or_(
            col(later.at) > _DECISION.c.at,
            and_(col(later.at) == _DECISION.c.at, col(later.seq) > _DECISION.c.seq),
        ),
    )
    query = select(*_loose(_DECISION)).where(
        _DECISION.c.verdict == "send",
        ~_DECISION.c.shadow,
        ~_DECISION.c.asked,
        _DECISION.c.lapses.is_(None),
        _DECISION.c.written_at < before,
        ~newer,
        ~_of_attempt(_CLAIM, _DECISION),
        ~_of_attempt(_DELIVERY, _DECISION),
    )
    return [_as_loose(row) for row in _rows(database, query.order_by(_DECISION.c.at, _DECISION.c.message_id))]


def claims_without_send(database: Engine, before: datetime) -> Sequence[Loose]:
    """Attempts that were claimed or came to an outcome although nothing decided to send the message."""
    decided = exists().where(_DECISION.c.verdict == "send", ~_DECISION.c.shadow, ~_DECISION.c.asked)
    parts = [
        select(*_loose(table)).where(
            table.c.written_at < before, ~decided.where(_DECISION.c.message_id == table.c.message_id)
        )
        for table in (_CLAIM, _DELIVERY)
    ]
    found: dict[tuple[str, int], Loose] = {}
    for query in parts:
        for row in _rows(database, query):
            found.setdefault((row.message_id, row.attempt), _as_loose(row))
    return sorted(found.values(), key=lambda one: (one.at, one.message_id, one.attempt))


def lapsed_claims(database: Engine) -> Sequence[Loose]:
    """Claims whose lease is over and that came to no outcome."""
    rows = read(database, abandoned)
    return sorted(map(_as_loose, rows), key=lambda one: (one.at, one.message_id, one.attempt))


def open_reservations(database: Engine, before: datetime) -> Sequence[Loose]:
    """Places that a department was given, or that were offered to her, and that should have lapsed, without a word of
    what became of them."""
    told = exists().where(col(SlotChangeRow.message_id) == _DECISION.c.message_id)
    query = select(*_loose(_DECISION)).where(_DECISION.c.verdict == "send", _DECISION.c.lapses < before, ~told)
    query = query.where(~_erased(_DECISION.c.customer_id)).order_by(_DECISION.c.at, _DECISION.c.message_id)
    return [_as_loose(row) for row in _rows(database, query)]


def count_decisions(database: Engine) -> int:
    query = select(func.count()).select_from(_DECISION).where(_DECISION.c.private.is_not(None))
    return int(read(database, lambda connection: connection.execute(query).scalar_one()))


def each_decision(database: Engine, take: Callable[[str, Decided], None]) -> None:
    """Every decision that still has its evidence, with the customer's id."""
    query = select(_DECISION).where(_DECISION.c.private.is_not(None))
    query = query.order_by(_DECISION.c.customer_id, _DECISION.c.at, _DECISION.c.seq)

    def work(connection: Connection) -> None:
        for some in connection.execution_options(yield_per=_AT_ONCE).execute(query).partitions():
            for row in some:
                take(row.customer_id, as_recorded(row))

    read(database, work)


def _corrections(database: Engine) -> dict[str, list[datetime]]:
    """Customer → when outcomes of hers that were unknown became known, and messages were taken back."""
    earlier = _DELIVERY.alias()
    was_unknown = exists().where(
        earlier.c.message_id == _DELIVERY.c.message_id,
        earlier.c.attempt == _DELIVERY.c.attempt,
        earlier.c.revision == _DELIVERY.c.revision - 1,
        earlier.c.outcome == "unknown",
    )
    query = select(_DELIVERY.c.customer_id, _DELIVERY.c.at).where(
        or_(and_(_DELIVERY.c.outcome.in_(("accepted", "refused")), was_unknown), _DELIVERY.c.outcome == WITHDRAWN)
    )
    found: dict[str, list[datetime]] = {}
    for customer_id, at in _rows(database, query.order_by(_DELIVERY.c.at)):
        found.setdefault(customer_id, []).append(at)
    return found


def _gap(row: Any, corrected: dict[str, list[datetime]]) -> Gap:
    """Each correction stands for one number, and is spent on the first gap that it lies in."""
    hers = corrected.get(row.customer_id, [])
    lacking = row.seq - (-1 if row.after is None else row.after) - 1
    spent = [at for at in hers if (row.since is None or row.since <= at) and at <= row.at][:lacking]
    for at in spent:
        hers.remove(at)
    return Gap(customer_id=row.customer_id, life=row.life, after=row.after, before=row.seq, corrections=len(spent))


def _erased(customer_id: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(col(TombstoneRow.customer_id) == customer_id)


def _of_attempt(table: Any, decision: Any) -> ColumnElement[bool]:
    return exists().where(table.c.message_id == decision.c.message_id, table.c.attempt == decision.c.attempt)


def _loose(table: Any) -> tuple[Any, ...]:
    return tuple(table.c[name] for name in Loose.model_fields)


def _as_loose(row: Any) -> Loose:
    return Loose.model_validate({name: getattr(row, name) for name in Loose.model_fields})


def _rows(database: Engine, query: Select[Any]) -> Sequence[Any]:
    return read(database, lambda connection: connection.execute(query).all())
