"""The addresses that the ledger knows of a customer: those of her profile, and those that were written to."""

from typing import NamedTuple

from pydantic import JsonValue
from sqlalchemy import Connection, select
from sqlmodel import col

from audit.tables.columns import unpack
from audit.tables.delivery import ClaimRow
from audit.tables.directory import ProfileRow
from engine.customer.addresses import attribute_of, singles
from engine.customer.devices import devices_in
from engine.language.terms import Channel
from engine.model import Attributes


class KnownAddress(NamedTuple):
    channel: Channel
    address: str


def known_addresses(connection: Connection, customer_id: str) -> frozenset[KnownAddress]:
    """None once she was erased."""
    profile = connection.scalar(select(col(ProfileRow.private)).where(col(ProfileRow.customer_id) == customer_id))
    claims = select(col(ClaimRow.channel), col(ClaimRow.private)).where(col(ClaimRow.customer_id) == customer_id)
    written_to = {
        KnownAddress(Channel(channel), address)
        for channel, private in connection.execute(claims.distinct())
        if (parts := unpack(private))
        for address in singles(Channel(channel), str(parts["address"]))
    }
    return frozenset(written_to | _of_profile(unpack(profile)))


def _of_profile(parts: Attributes) -> set[KnownAddress]:
    profile = parts.get("profile")
    attributes = profile.get("attributes") if isinstance(profile, dict) else None
    if not isinstance(attributes, dict):
        return set()
    devices = (KnownAddress(Channel.PUSH, one["endpoint"]) for one in devices_in(_value(attributes, Channel.PUSH)))
    return {
        KnownAddress(channel, value)
        for channel in Channel
        if isinstance(value := _value(attributes, channel), str) and value.strip()
    }.union(devices)


def _value(attributes: Attributes, channel: Channel) -> JsonValue:
    attribute = attribute_of(channel)
    return None if attribute is None else attributes.get(attribute)
