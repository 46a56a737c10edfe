"""Checks the thresholds of response rates: names, channels in use, and that what waits for a crossing can see one."""

from collections.abc import Iterable, Iterator

from catalogue.definitions import Definitions
from catalogue.faults import Fault
from catalogue.lint.triggers import named_triggers
from engine.language.response_rates import RESPONSE_RATE_CHANGED


def check(definitions: Definitions) -> Iterable[Fault]:
    yield from _names(definitions)
    yield from _channels(definitions)
    yield from _never_raised(definitions)


def _names(definitions: Definitions) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, threshold in enumerate(definitions.policy.model.response_rates):
        if threshold.name in seen:
            message = f"there is another threshold {threshold.name!r}"
            yield definitions.policy.fault(("response_rates", index, "name"), message, "give it a name of its own")
        seen.add(threshold.name)


def _channels(definitions: Definitions) -> Iterator[Fault]:
    used = definitions.policy.model.channels
    for index, threshold in enumerate(definitions.policy.model.response_rates):
        if threshold.channel not in used:
            message = f"the channel {threshold.channel.value} is not in use: no rate is ever known"
            fix = "add it to channels, or take the threshold out"
            yield definitions.policy.fault(("response_rates", index, "channel"), message, fix)


def _never_raised(definitions: Definitions) -> Iterator[Fault]:
    """Without a threshold nobody raises the trigger."""
    if definitions.policy.model.response_rates:
        return
    for journey in definitions.journeys.values():
        for path, trigger in named_triggers(journey.model):
            if trigger == RESPONSE_RATE_CHANGED:
                message = f"{RESPONSE_RATE_CHANGED} never comes: the policy has no threshold"
                fix = f"add one to response_rates in {definitions.policy.source.file}"
                yield journey.fault(path, message, fix, "warning")
