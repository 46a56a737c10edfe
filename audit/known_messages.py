"""What the ledger knows of messages that providers speak of: whose they are, and what was said of them before."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlmodel import col

from audit.tables.columns import unpack
from audit.tables.delivery import ClaimRow, DeliveryRow, FeedbackRow
from audit.tables.everything import table_of
from engine.language.reactions import Reaction
from engine.language.terms import Channel

Heard = dict[tuple[Reaction, bool], datetime]
"""Reaction and whether by a machine → when that was so first."""

_OVER = frozenset({"refused", "withdrawn"})


@dataclass
class KnownMessage:
    """A message that was handed to a provider, or is being handed over."""

    customer_id: str
    channel: Channel
    address: str | None
    """None once she was erased"""
    settled: bool = False
    """its outcome is known: nobody waits to hear that the provider has it"""
    heard: Heard = field(default_factory=dict)


def known_messages(connection: Connection, ids: Collection[str]) -> dict[str, KnownMessage]:
    """By id; what was never claimed is not there."""
    if not ids:
        return {}
    claims = select(table_of(ClaimRow)).where(col(ClaimRow.message_id).in_(ids))
    rows = connection.execute(claims.order_by(col(ClaimRow.attempt), col(ClaimRow.round))).all()
    found = {row.message_id: _known(row) for row in rows}
    newest = {row.message_id: row.attempt for row in rows}
    for message_id, outcomes in _outcomes(connection, ids).items():
        if message_id in found:
            last = outcomes.get(newest[message_id])
            found[message_id].settled = "accepted" in outcomes.values() or last in _OVER
    for row in connection.execute(_reactions(ids)):
        if row.message_id in found:
            found[row.message_id].heard[Reaction(row.reaction), row.machine] = row.at
    return found


def _known(claim: Row[Any]) -> KnownMessage:
    address = unpack(claim.private).get("address")
    return KnownMessage(claim.customer_id, Channel(claim.channel), None if address is None else str(address))


def _outcomes(connection: Connection, ids: Collection[str]) -> dict[str, dict[int, str]]:
    """Message → attempt → its newest outcome."""
    query = select(col(DeliveryRow.message_id), col(DeliveryRow.attempt), col(DeliveryRow.outcome))
    found: dict[str, dict[int, str]] = {}
    for message_id, attempt, outcome in connection.execute(
        query.where(col(DeliveryRow.message_id).in_(ids)).order_by(col(DeliveryRow.revision))
    ):
        found.setdefault(message_id, {})[attempt] = outcome
    return found


def _reactions(ids: Collection[str]) -> Any:
    of = (col(FeedbackRow.message_id), col(FeedbackRow.reaction), col(FeedbackRow.machine))
    return select(*of, func.min(col(FeedbackRow.at)).label("at")).where(of[0].in_(ids)).group_by(*of)
