"""Where a customer can be reached on a channel, and which addresses may not be written to."""

import re
from typing import Literal

from engine.contracts.journal import Suppressed
from engine.customer.devices import address_of, devices_in, endpoints_in
from engine.customer.marks import KeptSuppression
from engine.customer.notes import note
from engine.customer.numbers import e164
from engine.language.terms import Channel
from engine.moment import Moment

_ATTRIBUTE = {
    Channel.EMAIL: "email",
    Channel.SMS: "phone",
    Channel.CALL: "phone",
    Channel.PUSH: "push",
    Channel.MAIL: "address",
}
ADDRESS_ATTRIBUTES = frozenset(_ATTRIBUTE.values())
"""They need not be in the tracking plan."""

PREFERRED_CHANNEL = "preferred_channel"
"""The attribute that names the channel on which a customer would rather be reached."""

_LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_NOT_WRITTEN = frozenset({"zone", "lat", "lon"})
"""What is known of a place beside its postal address: learning it sends no letter elsewhere."""
_PHONE = re.compile(r"\+[1-9]\d{1,14}")
_BETWEEN_DIGITS = re.compile(r"[ ().\-]")


def attribute_of(channel: Channel) -> str | None:
    """The profile attribute that holds the address of a channel; None: the customer herself is the address."""
    return _ATTRIBUTE.get(channel)


def address_on(moment: Moment, channel: Channel, *, marketing: bool = False) -> str | None:
    """The customer's own address on a channel; of several devices those that may be written to, or else all."""
    attribute = _ATTRIBUTE.get(channel) or _own_attribute(moment, channel)
    if attribute is None:
        return moment.state.customer_id
    value = moment.state.attributes.get(attribute)
    if channel is Channel.PUSH and not isinstance(value, str):
        return _devices(moment, devices_in(value), marketing=marketing)
    if isinstance(value, dict):
        value = ", ".join(str(part) for name, part in value.items() if part and name not in _NOT_WRITTEN)
    return value if isinstance(value, str) and value.strip() else None


def _own_attribute(moment: Moment, channel: Channel) -> str | None:
    """Of a team's own channel, as the policy says."""
    rules = moment.policy.channels.get(channel)
    return None if rules is None else rules.address


def _devices(moment: Moment, devices: list[dict[str, str]], *, marketing: bool) -> str | None:
    def is_open(device: dict[str, str]) -> bool:
        return not suppressed(moment, Channel.PUSH, device["endpoint"], marketing=marketing)

    left = [device for device in devices if is_open(device)]
    return address_of(left or devices) if devices else None


def preferred_channel(moment: Moment) -> Channel | None:
    """The customer's own preference; what is no channel is none."""
    value = moment.state.attributes.get(PREFERRED_CHANNEL)
    if value is None:
        return None
    return next((channel for channel in (*Channel, *moment.policy.channels) if channel.value == value), None)


def can_be_one(channel: Channel, address: str) -> bool:
    """Whether the text can be an address of the channel at all; a cheap look at its spelling, and no more.

    A mail address has one @ with something on both sides and no blanks; a telephone number is international
    (E.164), with blanks, hyphens, dots and brackets between its digits as people write them.
    """
    match channel:
        case Channel.EMAIL:
            return len(address.strip()) <= _LONGEST_EMAIL and _EMAIL.fullmatch(address.strip()) is not None
        case Channel.SMS | Channel.CALL:
            return _PHONE.fullmatch(_BETWEEN_DIGITS.sub("", address.strip())) is not None
        case Channel.PUSH:
            return not any(part.isspace() for part in address.strip())
        case _:
            return True


def normalised(address: str) -> str:
    """The spelling under which an address is compared and suppressed: a telephone number's as providers tell it."""
    return e164(address.strip()) or address.strip().lower()


def suppressed(moment: Moment, channel: Channel, address: str, *, marketing: bool) -> bool:
    """Whether the address may not be written to on this channel: of several devices none of them."""
    closed = {
        normalised(one.address)
        for one in moment.state.suppressions
        if one.channel == channel and (one.scope == "everything" or marketing)
    }
    if not closed or normalised(address) in closed:
        return bool(closed)
    return all(normalised(one) in closed for one in singles(channel, address))


def singles(channel: Channel, address: str) -> tuple[str, ...]:
    """What an address stands for: the devices of a push message, or itself."""
    return endpoints_in(address) if channel is Channel.PUSH else (address,)


def give_back(moment: Moment, channel: Channel, address: str, cause: str) -> None:
    """The address wants messages again; what was suppressed for marketing alone stays.

    Where the ledger knows of more that stands against it (an erasure), the claim says so again.
    """
    wanted = normalised(address)
    lifted = [
        one
        for one in moment.state.suppressions
        if one.channel == channel and normalised(one.address) == wanted and one.scope == "everything"
    ]
    moment.state.suppressions = [one for one in moment.state.suppressions if one not in lifted]
    note(
        moment.state,
        Suppressed(seq=0, at=moment.now, channel=channel, address=wanted, scope="nothing", cause=cause),
    )


def suppress(
    moment: Moment, channel: Channel, address: str, scope: Literal["marketing", "everything"], cause: str
) -> None:
    """Never write to the address again, in marketing or at all; it belongs to the address, not to the customer."""
    for one in singles(channel, address):
        _suppress(moment, channel, one, scope, cause)


def _suppress(
    moment: Moment, channel: Channel, address: str, scope: Literal["marketing", "everything"], cause: str
) -> None:
    kept = KeptSuppression(channel=channel, address=normalised(address), scope=scope)
    if kept in moment.state.suppressions:
        return
    moment.state.suppressions.append(kept)
    note(
        moment.state,
        Suppressed(seq=0, at=moment.now, channel=channel, address=kept.address, scope=scope, cause=cause),
    )
