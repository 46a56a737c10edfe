"""Who has a phone number: by a keyed hash of it beside each profile."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, update
from sqlmodel import col

from audit.address import AddressKey
from audit.database import serialise
from audit.tables.columns import unpack
from audit.tables.delivery import ClaimRow
from audit.tables.directory import ProfileRow
from audit.tables.everything import table_of
from engine.customer.addresses import attribute_of
from engine.customer.numbers import e164
from engine.language.terms import Channel
from engine.model import Attributes

_PROFILE = table_of(ProfileRow)
_PHONE = attribute_of(Channel.SMS)
_AT_ONCE = 1_000
_NEWEST = 50
"""of her messages: a reply comes to one of the last"""


class Owner(NamedTuple):
    """A customer who has the number, as she spells it, and the newest message that went to it."""

    customer_id: str
    address: str
    newest: Row[Any] | None


def phone_hash(attributes: Attributes, key: AddressKey) -> str:
    """What stands beside a profile; empty for one without a number."""
    number = _number(attributes)
    return "" if number is None else key.hash(number)


def owners(connection: Connection, number: str, channel: Channel, key: AddressKey) -> Sequence[Owner]:
    """Everybody whose number it is, who wrote or was written to last first."""
    plain = e164(number)
    if plain is None:
        return ()
    _fill(connection, key)
    having = select(_PROFILE).where(_PROFILE.c.phone_hash == key.hash(plain)).order_by(_PROFILE.c.customer_id)
    found = [_owner(connection, row, plain, channel) for row in connection.execute(having).all()]
    return sorted(found, key=lambda one: one.newest.decided_at.timestamp() if one.newest else 0.0, reverse=True)


def _owner(connection: Connection, row: Row[Any], number: str, channel: Channel) -> Owner:
    spelled = _attributes(row.private).get(_PHONE or "")
    claims = (
        select(table_of(ClaimRow))
        .where(col(ClaimRow.customer_id) == row.customer_id, col(ClaimRow.channel) == channel.value)
        .order_by(col(ClaimRow.decided_at).desc(), col(ClaimRow.attempt).desc())
        .limit(_NEWEST)
    )
    to_it = (one for one in connection.execute(claims) if e164(str(unpack(one.private).get("address", ""))) == number)
    return Owner(row.customer_id, str(spelled), next(to_it, None))


def _fill(connection: Connection, key: AddressKey) -> None:
    """Profiles that were written before the hash was kept: once, when it is first asked for.

    One that its customer writes meanwhile has a hash by then, of a number that may be another one.
    """
    without = select(_PROFILE).where(_PROFILE.c.phone_hash.is_(None)).limit(_AT_ONCE)
    if connection.execute(without.limit(1)).first() is not None:
        serialise(connection, "phone hashes")  # two who fill the same rows could wait for one another
    while rows := connection.execute(without).all():
        for row in rows:
            hashed = phone_hash(_attributes(row.private), key)
            connection.execute(
                update(_PROFILE)
                .where(_PROFILE.c.customer_id == row.customer_id, _PROFILE.c.phone_hash.is_(None))
                .values(phone_hash=hashed)
            )


def _attributes(private: str | None) -> Attributes:
    profile = unpack(private).get("profile")
    attributes = profile.get("attributes") if isinstance(profile, dict) else None
    return attributes if isinstance(attributes, dict) else {}


def _number(attributes: Attributes) -> str | None:
    value = attributes.get(_PHONE or "")
    return e164(value) if isinstance(value, str) else None
