"""Counts what guards limit over all customers, and pauses what went too far, with an alert."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, Subquery, bindparam, func, literal, select
from sqlmodel import col

from audit.database import serialise
from audit.outcomes import WITHDRAWN
from audit.rows import append
from audit.tables.columns import pack
from audit.tables.delivery import ClaimRow, DeliveryRow, FeedbackRow
from audit.tables.everything import table_of
from audit.tables.journal import AlertRow
from audit.tables.shared import PauseRow
from engine.contracts.commands import Deliver, SendGuard
from engine.contracts.journal import ComplaintGuard, Journal
from engine.language.durations import format_duration
from engine.language.reactions import Reaction
from engine.policy.shared.clearance import complained_too_often

NEAR = 100
"""So near to its limit a guard counts for one transaction at a time: exact while fewer run side by side."""

_log = logging.getLogger(__name__)
_CLAIM = table_of(ClaimRow)
_ENDED = table_of(DeliveryRow)
_NAMED = {"journey": col(ClaimRow.journey), "message": col(ClaimRow.message)}
_OF_IT = (col(PauseRow.kind) == bindparam("kind"), col(PauseRow.name) == bindparam("name"))
_RESUMED = select(func.max(col(PauseRow.written_at))).where(*_OF_IT, ~col(PauseRow.paused))
_STANDS = select(col(PauseRow.paused)).where(*_OF_IT).order_by(col(PauseRow.id).desc()).limit(1)


def counted(connection: Connection, guard: SendGuard, now: datetime) -> int:
    """The sends within its time before `now`, in the customers' time, and since it was last resumed; at most as many
    as it allows."""
    since = now - timedelta(seconds=guard.seconds)
    claimed = _claimed(connection, guard, since)
    if claimed >= guard.most - NEAR and (resumed := _resumed(connection, guard)) is not None:
        claimed = _claimed(connection, guard, since, resumed)  # or nobody would pass by but in single file
    if claimed < guard.most - NEAR:
        return claimed
    serialise(connection, f"guard {guard.kind} {guard.name}")
    return min(_sends(connection, guard, since), guard.most)


def stop(connection: Connection, guard: SendGuard, command: Deliver, now: datetime, clock: datetime) -> None:
    """Pause what a message met, unless it is paused by now; `clock` is the database's."""
    pace = f"{guard.most} per {format_duration(timedelta(seconds=guard.seconds))}"
    life = f"guard {command.message_id}/{command.attempt}"
    _pause(connection, guard, f"guard {pace}", f"more than {pace}", Occasion(command.customer_id, life, now, clock))


def look_at_complaints(connection: Connection, customer_id: str, journal: Journal, clock: datetime) -> None:
    """Pause what too many have complained of; after the journal's own rows were written."""
    for guard in sorted(journal.complaint_guards, key=lambda one: (one.kind, one.name)):
        # a lock of its own, taken last and in one order: a claim may hold those of the sends and of the places by now
        serialise(connection, f"complaints {guard.kind} {guard.name}")
        complaints = _complaints(connection, guard)
        deliveries = _count(connection, _delivered(connection, guard).limit(_enough(guard, complaints)).subquery())
        if complained_too_often(guard, complaints, deliveries):
            share = f"{guard.above * 100:.10g}% of at least {guard.of_at_least}"
            found = f"{complaints} complaints of {deliveries} deliveries"
            life = f"guard {guard.kind} {guard.name} {clock.isoformat()}"
            _pause(connection, guard, f"guard {share}", found, Occasion(customer_id, life, journal.as_of, clock))


@dataclass(frozen=True)
class Occasion:
    """Whose message or complaint met a guard, and when; `life` makes the alert's row its own."""

    customer_id: str
    life: str
    at: datetime
    written_at: datetime


def _pause(connection: Connection, guard: SendGuard | ComplaintGuard, by: str, found: str, occasion: Occasion) -> None:
    what = {"kind": guard.kind, "name": guard.name}
    if connection.execute(_STANDS, what).scalar_one_or_none():
        return  # another one met it first
    pause = {**what, "paused": True, "by": by, "reason": found, "written_at": occasion.written_at}
    append(connection, table_of(PauseRow), [pause])
    alert = {
        "customer_id": occasion.customer_id,
        "seq": 0,
        "life": occasion.life,
        "at": occasion.at,
        "written_at": occasion.written_at,
        "what": "guard",
        "private": pack(detail=f"{guard.kind} {guard.name} is paused: {found}"),
    }
    append(connection, table_of(AlertRow), [alert])
    _log.error("%s %s is paused for everybody: %s", guard.kind, guard.name, found)


def _claimed(connection: Connection, guard: SendGuard, since: datetime, resumed: datetime | None = None) -> int:
    """By the index, with those that did not leave after all; without those of before it was resumed, where given."""
    claims = select(literal(1)).where(_NAMED[guard.kind] == guard.name, col(ClaimRow.at) > since)
    if resumed is not None:
        claims = claims.where(col(ClaimRow.written_at) > resumed)
    return _count(connection, claims.limit(guard.most).subquery())


def _resumed(connection: Connection, guard: SendGuard | ComplaintGuard) -> datetime | None:
    found: datetime | None = connection.execute(_RESUMED, {"kind": guard.kind, "name": guard.name}).scalar_one_or_none()
    return found


def _sends(connection: Connection, guard: SendGuard, since: datetime) -> int:
    attempts = _attempts(connection, guard).where(col(ClaimRow.at) > since).distinct()
    return _count(connection, attempts.subquery())


def _delivered(connection: Connection, guard: ComplaintGuard) -> Select[str]:
    """The messages, by id."""
    return _attempts(connection, guard).with_only_columns(col(ClaimRow.message_id)).distinct()


def _attempts(connection: Connection, guard: SendGuard | ComplaintGuard) -> Select[str, int]:
    """What left, or may have, since it was last resumed: an operator's resume begins anew."""
    resumed = _resumed(connection, guard)
    same = (_ENDED.c.message_id == _CLAIM.c.message_id, _ENDED.c.attempt == _CLAIM.c.attempt)
    refused = select(literal(1)).where(*same, _ENDED.c.outcome.in_(("refused", WITHDRAWN))).correlate(_CLAIM).exists()
    rounds = select(func.count()).select_from(_ENDED).where(*same, _ENDED.c.outcome == "not_now").correlate(_CLAIM)
    query = select(col(ClaimRow.message_id), col(ClaimRow.attempt)).where(
        _NAMED[guard.kind] == guard.name, ~refused, _CLAIM.c.round == rounds.scalar_subquery()
    )
    return query if resumed is None else query.where(col(ClaimRow.written_at) > resumed)


def _complaints(connection: Connection, guard: ComplaintGuard) -> int:
    """Messages that somebody complained of."""
    complained = select(col(FeedbackRow.message_id)).where(col(FeedbackRow.reaction) == Reaction.COMPLAINED.value)
    messages = _delivered(connection, guard).where(col(ClaimRow.message_id).in_(complained))
    return _count(connection, messages.subquery())


def _enough(guard: ComplaintGuard, complaints: int) -> int | None:
    """So many deliveries are too many for these complaints to be too many: no more have to be counted. None: all."""
    return max(guard.of_at_least, int(complaints / guard.above) + 1) if guard.above else None


def _count(connection: Connection, rows: Subquery) -> int:
    count: int = connection.execute(select(func.count()).select_from(rows)).scalar_one()
    return count
