"""Checks the policy against the messages: purposes, channels in use, zone."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, available_timezones

from catalogue.definitions import Definitions
from catalogue.faults import Fault, Level, did_you_mean, nearest
from engine.language.terms import Purpose


def check(definitions: Definitions) -> Iterable[Fault]:
    yield from _zone(definitions)
    yield from _channels(definitions)
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
    used = definitions.policy.model.channels
    fix = f"add it to channels in {definitions.policy.source.file}, or take it from the message"
    for content in definitions.messages.values():
        idle = [index for index, channel in enumerate(content.model.channels) if channel not in used]
        for index in idle:
            channel = content.model.channels[index].value
            message = f"the channel {channel} is not in use: the policy does not list it"
            # With another channel left the message still goes; with none it never would.
            level: Level = "error" if len(idle) == len(content.model.channels) else "warning"
            yield content.fault(("channels", index), message, fix, level)


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
