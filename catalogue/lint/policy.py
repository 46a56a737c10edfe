"""Checks the policy against the messages: purposes, channels in use, zone."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, available_timezones

from catalogue.definitions import Definitions
from catalogue.faults import Fault, did_you_mean, nearest
from engine.customer.addresses import ADDRESS_ATTRIBUTES, attribute_of
from engine.language.terms import Purpose


def check(definitions: Definitions) -> Iterable[Fault]:
    yield from _zone(definitions)
    yield from _channels(definitions)
    yield from _addresses(definitions)
    yield from _allowed(definitions)
    yield from _listed(definitions)


def _zone(definitions: Definitions) -> Iterator[Fault]:
    zone = definitions.policy.model.zone
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        near = nearest(zone, available_timezones())
        fix = f"did you mean {near!r}?" if near else "write an IANA name such as Europe/Berlin"
        yield definitions.policy.fault(("zone",), f"there is no time zone {zone!r}", fix)


def _channels(definitions: Definitions) -> Iterator[Fault]:
    """One warning for all: messages may be written before their channels are in use."""
    used = definitions.policy.model.channels.keys()
    messages = [content.model for content in definitions.messages.values()]
    idle = sorted({channel for one in messages for channel in one.channels} - used)
    dropped = sorted(one.message for one in messages if not used & set(one.channels))
    if idle:
        message = f"not in use, though messages name them: {', '.join(idle)}"
        if dropped:
            message += f"; messages with no other channel are dropped (no_channel): {', '.join(dropped)}"
        fix = "list a channel as soon as workers have an adapter for it, or take it from the messages"
        yield definitions.policy.fault(("channels",), message, fix, "warning")


def _addresses(definitions: Definitions) -> Iterator[Fault]:
    """Of a channel of the team's own an attribute of the plan; the others know where their address stands."""
    attributes = definitions.schema.model.customer
    for channel, rules in definitions.policy.model.channels.items():
        path = ("channels", channel.value, "address")
        built_in = attribute_of(channel)
        if rules.address is None:
            continue
        if built_in is not None:
            message = f"the address of {channel.value} is customer.{built_in}"
            yield definitions.policy.fault(path, message, "remove `address`")
        elif rules.address not in attributes and rules.address not in ADDRESS_ATTRIBUTES:
            message = f"{rules.address!r} is not in the tracking plan"
            fix = did_you_mean(rules.address, attributes, "add it to schema.yaml under customer")
            yield definitions.policy.fault(path, message, fix)


def _allowed(definitions: Definitions) -> Iterator[Fault]:
    """Transactional messages pass without consent: each of them is named by the policy."""
    for content in definitions.messages.values():
        rules = definitions.policy.model.purposes[content.model.purpose]
        named = content.model.message in rules.only
        if not named and (rules.only or content.model.purpose is Purpose.TRANSACTIONAL):
            purpose = content.model.purpose.value
            message = f"the policy does not list {content.model.message!r} as {purpose}"
            fix = f"add it to purposes.{purpose}.only in {definitions.policy.source.file}, or change its purpose"
            yield content.fault(("purpose",), message, fix)


def _listed(definitions: Definitions) -> Iterator[Fault]:
    for purpose, rules in definitions.policy.model.purposes.items():
        for index, name in enumerate(rules.only):
            path = ("purposes", purpose.value, "only", index)
            if name not in definitions.messages:
                fix = did_you_mean(name, definitions.messages, "remove it, or write the message")
                yield definitions.policy.fault(path, f"there is no message {name!r}", fix)
