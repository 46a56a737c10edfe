"""The part of a recollection that says what was sent: it fills the slots of caps and the mix again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from audit.tables.columns import unpack
from audit.tables.delivery import ClaimRow, DeliveryRow
from audit.tables.journal import DecisionRow
from engine.contracts.recollection import RecalledSend

_COUNTS = ("accepted", "unknown")


def recalled_sends(session: Session, customer_id: str, since: datetime) -> tuple[RecalledSend, ...]:
    """One send a message, oldest decision first; a claim without an outcome counts as unknown."""
    claims = session.scalars(
        select(ClaimRow)
        .where(col(ClaimRow.customer_id) == customer_id, col(ClaimRow.decided_at) >= since)
        .order_by(col(ClaimRow.decided_at), col(ClaimRow.message_id), col(ClaimRow.round))
    ).all()
    outcomes = _newest_outcomes(session, customer_id, since)
    sends: dict[str, RecalledSend] = {}
    places = _places(session, {claim.message_id for claim in claims})
    for claim in claims:
        outcome = outcomes.get((claim.message_id, claim.attempt))
        known = sends.get(claim.message_id)
        if _counts(claim, outcome) and (known is None or known.unknown):
            sends[claim.message_id] = _send(claim, outcome, places.get(claim.message_id))
    return tuple(sends.values())


def written_to(session: Session, customer_id: str) -> set[str]:
    """Every address at which the customer was written to."""
    rows = session.scalars(select(col(ClaimRow.private)).where(col(ClaimRow.customer_id) == customer_id).distinct())
    return {str(parts["address"]) for row in rows if (parts := unpack(row))}


def _counts(claim: ClaimRow, outcome: DeliveryRow | None) -> bool:
    if outcome is None:
        return True
    # a claim that came after the newest `not_now` of its attempt has no outcome yet
    reopened = outcome.outcome == "not_now" and claim.written_at > outcome.written_at
    return outcome.outcome in _COUNTS or reopened


def _newest_outcomes(session: Session, customer_id: str, since: datetime) -> dict[tuple[str, int], DeliveryRow]:
    rows: Iterable[DeliveryRow] = session.scalars(
        select(DeliveryRow)
        .where(col(DeliveryRow.customer_id) == customer_id, col(DeliveryRow.decided_at) >= since)
        .order_by(col(DeliveryRow.revision))
    )
    return {(row.message_id, row.attempt): row for row in rows}


def _places(session: Session, message_ids: set[str]) -> dict[str, DecisionRow]:
    rows = session.scalars(
        select(DecisionRow)
        .where(col(DecisionRow.message_id).in_(message_ids), col(DecisionRow.verdict) == "send")
        .order_by(col(DecisionRow.seq))
    )
    return {row.message_id: row for row in rows}


def _send(claim: ClaimRow, outcome: DeliveryRow | None, place: DecisionRow | None) -> RecalledSend:
    accepted = outcome is not None and outcome.outcome == "accepted"
    facts = claim.model_dump(
        include={"message_id", "message", "purpose", "department", "channel", "journey", "decided_at"}
    )
    return RecalledSend(
        **facts,
        enrolment_id=place.enrolment_id if place else None,
        step=place.step if place else None,
        sent_at=outcome.at if outcome is not None and outcome.outcome in _COUNTS else claim.decided_at,
        unknown=not accepted,
    )
