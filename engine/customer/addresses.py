"""Where a customer can be reached on a channel, and which addresses may not be written to."""

from typing import Literal

from engine.contracts.journal import Suppressed
from engine.customer.notes import note
from engine.customer.state import KeptSuppression
from engine.language.terms import Channel
from engine.moment import Moment

_ATTRIBUTE = {
    Channel.EMAIL: "email",
    Channel.SMS: "phone",
    Channel.CALL: "phone",
    Channel.PUSH: "push",
    Channel.MAIL: "address",
}


def attribute_of(channel: Channel) -> str | None:
    """The profile attribute that holds the address of a channel; None: the customer herself is the address."""
    return _ATTRIBUTE.get(channel)


def address_on(moment: Moment, channel: Channel) -> str | None:
    """The customer's own address on a channel."""
    attribute = _ATTRIBUTE.get(channel)
    if attribute is None:
        return moment.state.customer_id
    value = moment.state.attributes.get(attribute)
    if isinstance(value, dict):
        value = ", ".join(str(part) for part in value.values() if part)
    return value if isinstance(value, str) and value.strip() else None


def normalised(address: str) -> str:
    """The spelling under which an address is compared and suppressed."""
    return address.strip().lower()


def suppressed(moment: Moment, channel: Channel, address: str, *, marketing: bool) -> bool:
    """Whether the address may not be written to on this channel."""
    wanted = normalised(address)
    return any(
        one.channel == channel and one.address == wanted and (one.scope == "everything" or marketing)
        for one in moment.state.suppressions
    )


def suppress(
    moment: Moment, channel: Channel, address: str, scope: Literal["marketing", "everything"], cause: str
) -> None:
    """Never write to the address again, in marketing or at all; it belongs to the address, not to the customer."""
    kept = KeptSuppression(channel=channel, address=normalised(address), scope=scope)
    if kept in moment.state.suppressions:
        return
    moment.state.suppressions.append(kept)
    note(
        moment.state,
        Suppressed(seq=0, at=moment.now, channel=channel, address=kept.address, scope=scope, cause=cause),
    )
