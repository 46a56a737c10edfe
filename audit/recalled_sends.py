"""The part of a recollection that says what was sent: it fills the slots of caps and the mix again."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select
from sqlmodel import col

from audit.rows import picked
from audit.tables.columns import unpack
from audit.tables.delivery import ClaimRow, DeliveryRow, FeedbackRow
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow
from engine.contracts.inputs import Feedback
from engine.contracts.recollection import RecalledSend
from engine.customer import calls
from engine.customer.devices import endpoints_in
from engine.language.reactions import SAID_BY_MACHINE, CallOutcome, Reaction

_OF_FEEDBACK = ("at", "message_id", "reaction", "machine", "hard")
_COUNTS = ("accepted", "unknown")
_FACTS = ("message_id", "message", "purpose", "department", "channel", "journey", "decided_at")

_CLAIMS = (
    select(table_of(ClaimRow))
    .where(col(ClaimRow.customer_id) == bindparam("customer_id"), col(ClaimRow.decided_at) >= bindparam("since"))
    .order_by(col(ClaimRow.decided_at), col(ClaimRow.message_id), col(ClaimRow.round))
)
_OUTCOMES = (
    select(table_of(DeliveryRow))
    .where(col(DeliveryRow.customer_id) == bindparam("customer_id"), col(DeliveryRow.decided_at) >= bindparam("since"))
    .order_by(col(DeliveryRow.revision))
)
_ADDRESSES = select(col(ClaimRow.private)).where(col(ClaimRow.customer_id) == bindparam("customer_id")).distinct()
_FEEDBACK = select(table_of(FeedbackRow)).where(
    col(FeedbackRow.customer_id) == bindparam("customer_id"), col(FeedbackRow.at) >= bindparam("since")
)
_PLACES: Select[*tuple[Any, ...]] = (
    select(
        col(DecisionRow.message_id),
        col(DecisionRow.enrolment_id),
        col(DecisionRow.step),
        col(DecisionRow.origin),
        col(DecisionRow.tags),
        col(DecisionRow.topics),
    )
    .where(col(DecisionRow.message_id).in_(bindparam("messages", expanding=True)), col(DecisionRow.verdict) == "send")
    .order_by(col(DecisionRow.seq), col(DecisionRow.at))
)


def recalled_sends(connection: Connection, customer_id: str, since: datetime) -> tuple[RecalledSend, ...]:
    """One send a message, oldest decision first; a claim without an outcome counts as unknown."""
    hers = {"customer_id": customer_id, "since": since}
    claims = connection.execute(_CLAIMS, hers).all()
    outcomes = {(row.message_id, row.attempt): row for row in connection.execute(_OUTCOMES, hers)}
    sends: dict[str, RecalledSend] = {}
    places = _places(connection, {claim.message_id for claim in claims})
    said = heard(connection, hers)
    for claim in claims:
        outcome = outcomes.get((claim.message_id, claim.attempt))
        known = sends.get(claim.message_id)
        if _counts(claim, outcome) and (known is None or known.unknown):
            send = _send(claim, outcome, places.get(claim.message_id))
            sends[claim.message_id] = send.model_copy(update=as_kept(said.get(claim.message_id, ())))
    return tuple(sends.values())


def written_to(connection: Connection, customer_id: str) -> set[str]:
    """Every address at which the customer was written to."""
    rows = connection.scalars(_ADDRESSES, {"customer_id": customer_id})
    addresses = [str(parts["address"]) for row in rows if (parts := unpack(row))]
    return {single for address in addresses for single in (address, *endpoints_in(address))}


def _counts(claim: Row[Any], outcome: Row[Any] | None) -> bool:
    if outcome is None:
        return True
    # a claim that came after the newest `not_now` of its attempt has no outcome yet
    reopened = outcome.outcome == "not_now" and claim.written_at > outcome.written_at
    return outcome.outcome in _COUNTS or reopened


def heard(connection: Connection, hers: dict[str, object]) -> dict[str, list[Feedback]]:
    """The feedback on record by message, also what only settled the ledger."""
    found: dict[str, list[Feedback]] = {}
    for row in connection.execute(_FEEDBACK, hers):
        facts = {"id": row.event_id, **picked(row, _OF_FEEDBACK), **unpack(row.private)}
        found.setdefault(row.message_id, []).append(Feedback.model_validate(facts))
    return found


def as_kept(feedback: Iterable[Feedback]) -> dict[str, object]:
    """The first of each reaction, and whether a machine was there, as the workflow keeps them."""
    reactions: dict[Reaction, datetime] = {}
    machine = False
    call: CallOutcome | None = None
    for one in feedback:
        if one.machine and one.reaction not in SAID_BY_MACHINE:
            machine = True
        else:
            reactions[one.reaction] = min(reactions.get(one.reaction, one.at), one.at)
            said = calls.outcome_of(one)
            call = call if said is None else calls.after(call, said)
    return {"reactions": reactions, "machine": machine, "call": call}


def _places(connection: Connection, message_ids: set[str]) -> dict[str, Row[Any]]:
    rows = connection.execute(_PLACES, {"messages": list(message_ids)})
    return {row.message_id: row for row in rows}


def _send(claim: Row[Any], outcome: Row[Any] | None, place: Row[Any] | None) -> RecalledSend:
    accepted = outcome is not None and outcome.outcome == "accepted"
    return RecalledSend.model_validate(
        {
            **picked(claim, _FACTS),
            **(_as_decided(place) if place else {}),
            "sent_at": outcome.at if outcome is not None and outcome.outcome in _COUNTS else claim.decided_at,
            "unknown": not accepted,
        }
    )


def _as_decided(place: Row[Any]) -> dict[str, object]:
    lists = {"tags": json.loads(place.tags), "topics": json.loads(place.topics)}
    return {**picked(place, ("enrolment_id", "step", "origin")), **lists}
