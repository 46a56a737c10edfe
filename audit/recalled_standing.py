"""The part of a recollection that says what holds: consents, suppressions and enrolments."""

from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select
from sqlmodel import col

from audit.address import AddressKey, possible_addresses
from audit.rows import picked
from audit.standing_suppressions import stands
from audit.tables.columns import unpack
from audit.tables.everything import table_of
from audit.tables.journal import ConsentRow, EnrolmentMoveRow
from audit.tables.shared import SuppressionRow
from engine.contracts.inputs import ConsentChange
from engine.contracts.journal import Profile
from engine.contracts.recollection import RecalledConsent, RecalledExit, RecalledSuppression
from engine.customer.addresses import normalised

_CONSENTS = (
    select(table_of(ConsentRow))
    .where(col(ConsentRow.customer_id) == bindparam("customer_id"))
    .order_by(col(ConsentRow.event_at), col(ConsentRow.seq), col(ConsentRow.at))
)
_SUPPRESSIONS = (
    select(table_of(SuppressionRow))
    .where(col(SuppressionRow.address_hash).in_(bindparam("hashes", expanding=True)), stands())
    .order_by(col(SuppressionRow.channel), col(SuppressionRow.address_hash))
)
_MOVES = (
    select(table_of(EnrolmentMoveRow))
    .where(
        col(EnrolmentMoveRow.customer_id) == bindparam("customer_id"),
        col(EnrolmentMoveRow.kind).in_(["entered", "ended"]),
    )
    .order_by(col(EnrolmentMoveRow.seq), col(EnrolmentMoveRow.at))
)


def consents(connection: Connection, customer_id: str) -> tuple[RecalledConsent, ...]:
    """Per purpose, channel and topic the newest by event time; oldest first."""
    newest: dict[tuple[str | None, str | None, str | None], Row[Any]] = {}
    for row in connection.execute(_CONSENTS, {"customer_id": customer_id}):
        subject = (row.purpose, row.channel, row.topic)
        newest.pop(subject, None)
        newest[subject] = row
    return tuple(RecalledConsent(consent=_consent(row), at=row.event_at) for row in newest.values())


def suppressions(
    connection: Connection, key: AddressKey, profile: Profile | None, written_to: AbstractSet[str]
) -> tuple[RecalledSuppression, ...]:
    """The suppressed ones among the addresses that the customer has or was written to at.

    The rows hold hashes only, so the addresses have to be brought to them.
    """
    known = possible_addresses(profile.attributes) if profile else set()
    by_hash = {
        hashed: normalised(address)
        for address in known | written_to
        for hashed in (key.hash(address), key.hash_as_spelled(address))
    }
    rows = connection.execute(_SUPPRESSIONS, {"hashes": sorted(by_hash)})
    found = {
        (row.channel, by_hash[row.address_hash], row.scope): RecalledSuppression.model_validate(
            {"channel": row.channel, "address": by_hash[row.address_hash], "scope": row.scope}
        )
        for row in rows
    }
    return tuple(found.values())


def newest_enrolments(connection: Connection, customer_id: str) -> tuple[RecalledExit, ...]:
    """Of each journey and key the newest entry and its end; oldest entry first."""
    rows = connection.execute(_MOVES, {"customer_id": customer_id}).all()
    ended = {row.enrolment_id: row.at for row in rows if row.kind == "ended"}
    newest: dict[tuple[str, str], Row[Any]] = {}
    versions: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        if row.kind == "entered":
            slot = (row.journey, str(unpack(row.private)["key"]))
            newest.pop(slot, None)
            newest[slot] = row
            versions.setdefault(slot, {})[row.version] = None
    return tuple(
        RecalledExit(
            journey=slot[0],
            key=slot[1],
            versions=tuple(versions[slot]),
            entered_at=row.at,
            ended_at=ended.get(row.enrolment_id),
        )
        for slot, row in newest.items()
    )


def _consent(row: Row[Any]) -> ConsentChange:
    facts = picked(row, ("status", "purpose", "channel", "topic"))
    return ConsentChange.model_validate({**facts, **unpack(row.private)})
