"""Warns of journeys and rules that collide: each is right by itself, and together they surprise."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import combinations

from catalogue.definitions import Definitions, Placed
from catalogue.faults import Fault
from catalogue.lint.walk import walk
from catalogue.lint.ways import ways
from engine.language.journey import ConditionEntry, Journey, TriggerEntry
from engine.language.message import Message
from engine.language.policy import Policy
from engine.language.rules.caps import Cap
from engine.language.rules.selectors import Selector
from engine.language.steps import Send
from engine.language.terms import MARKETING, Channel
from engine.language.written import Weekday

_DAY = timedelta(days=1)


def check(definitions: Definitions) -> Iterable[Fault]:
    yield from _same_entry(definitions)
    yield from _exceeded(definitions)
    yield from _never_passes(definitions)
    yield from _no_places(definitions)
    yield from _rolling_day(definitions)
    yield from _unspaced_mix(definitions)


def _live(definitions: Definitions) -> list[Placed[Journey]]:
    return [one for one in definitions.journeys.values() if one.model.status == "live"]


def _same_entry(definitions: Definitions) -> Iterator[Fault]:
    for one, other in combinations(_live(definitions), 2):
        entry = _audience(one.model)
        if entry is not None and entry == _audience(other.model) and _writes(one.model) and _writes(other.model):
            message = f"enters the same people on the same {entry[0]} as {other.model.journey!r}: both write to them"
            fix = "tell them apart with `when`, or make one journey of the two"
            yield one.fault(("enter",), message, fix, "warning")


def _audience(journey: Journey) -> tuple[str, str, str] | None:
    match journey.enter:
        case TriggerEntry(trigger=trigger, when=when):
            return "trigger", trigger, " ".join((when or "").split())
        case ConditionEntry(condition=condition):
            return "condition", " ".join(condition.split()), ""
        case _:
            return None


def _writes(journey: Journey) -> bool:
    return any(isinstance(step, Send) for _, step in walk(journey.steps))


def _exceeded(definitions: Definitions) -> Iterator[Fault]:
    """Nobody else need write to her: the journey alone fills the window."""
    for cap in definitions.policy.model.caps:
        if not isinstance(cap.max, int) or cap.max == 0:
            continue
        for journey in _live(definitions):
            most = _most_within(journey.model, cap, definitions)
            if most > cap.max:
                message = (
                    f"may send {most} messages within the window of the cap {cap.name!r}, which lets {cap.max} pass"
                )
                fix = "put waits between them, or mean it: the rest is " + _becomes(cap)
                yield journey.fault(("steps",), message, fix, "warning")


def _becomes(cap: Cap) -> str:
    return {"hold": "held", "drop": "dropped", "next_channel": "sent by another channel or dropped"}[cap.over]


def _most_within(journey: Journey, cap: Cap, definitions: Definitions) -> int:
    span = (
        cap.per if isinstance(cap.per, timedelta) else {"calendar_day": 1, "calendar_week": 7}.get(cap.per, 28) * _DAY
    )
    most = 0
    for way in ways(journey.steps):
        times = [at for at, send in way.sends if _counts(send, journey, cap.counts, definitions)]
        most = max([most, *(sum(1 for at in times if start <= at < start + span) for start in times)])
    return most


def _counts(send: Send, journey: Journey, selector: Selector, definitions: Definitions) -> bool:
    """Of several of which one goes: whether every one of them does."""
    found = [definitions.messages[name].model for name in send.messages if name in definitions.messages]
    purposes = definitions.policy.model.purposes
    counting = [one for one in found if purposes[one.purpose].caps == "apply"]
    return found == counting != [] and all(_may_match(selector, one, journey.journey) for one in found)


def _may_match(selector: Selector, message: Message, journey: str | None) -> bool:
    """On its first channel, as a journey's own message."""
    marketing = message.purpose in MARKETING
    return (
        (selector.message_class is None or (selector.message_class == "marketing") == marketing)
        and (not selector.purposes or message.purpose in selector.purposes)
        and (not selector.channels or message.channels[0] in selector.channels)
        and (not selector.departments or message.department in selector.departments)
        and (not selector.messages or message.message in selector.messages)
        and (not selector.tags or bool(set(message.tags) & set(selector.tags)))
        and (not selector.origin or "journey" in selector.origin)
        and (not selector.journeys or journey in selector.journeys)
    )


def _never_passes(definitions: Definitions) -> Iterator[Fault]:
    """Stopped by more than an observing rule on all its channels: a cap of none, or hours that are quiet all day."""
    policy = definitions.policy.model
    closed = [cap for cap in policy.caps if cap.max == 0 and "observe" not in (cap.mode, policy.mode)]
    silent = _silent(policy)
    for content in definitions.messages.values():
        hushed = [silent.get(channel) for channel in content.model.channels]
        if policy.purposes[content.model.purpose].quiet == "apply" and all(hushed):
            message = f"can never be sent: the quiet hours {hushed[0]!r} never end"
            yield content.fault(("message",), message, "mend the hours, or take the message out", "warning")
            continue
        if policy.purposes[content.model.purpose].caps != "apply":
            continue
        for cap in closed:
            selector = cap.counts
            narrow = selector.origin or selector.journeys
            everywhere = not selector.channels or set(content.model.channels) <= set(selector.channels)
            anywhere = selector.model_copy(update={"channels": ()})
            if not narrow and everywhere and _may_match(anywhere, content.model, None):
                message = f"can never be sent: the cap {cap.name!r} lets none pass"
                yield content.fault(("message",), message, "mend the cap, or take the message out", "warning")
                break


def _silent(policy: Policy) -> dict[Channel, str]:
    """Channels that are quiet at every hour of every day for everybody, and by which rule."""
    return {
        channel: quiet.name
        for quiet in policy.quiet_hours
        if quiet.start == quiet.end and quiet.where is None and quiet.calendar is None
        if set(quiet.weekdays or Weekday) == set(Weekday) and "observe" not in (quiet.mode, policy.mode)
        for channel in quiet.channels
    }


def _no_places(definitions: Definitions) -> Iterator[Fault]:
    """Every channel that it could go by has room for nobody."""
    used = definitions.policy.model.channels
    shut = {name for name, rules in used.items() if rules.capacity is not None and rules.capacity.count == 0}
    for content in definitions.messages.values():
        by = used.keys() & set(content.model.channels)
        if by and by <= shut:
            message = f"can never be sent: there are no places a day on {', '.join(sorted(by))}"
            yield content.fault(("channels",), message, "mend `capacity`, or take the message out", "warning")


def _rolling_day(definitions: Definitions) -> Iterator[Fault]:
    for index, cap in enumerate(definitions.policy.model.caps):
        if cap.per == _DAY and cap.over == "drop":
            message = "a message that comes a minute earlier in the day than yesterday's is dropped"
            fix = "write calendar_day, or over: hold"
            yield definitions.policy.fault(("caps", index, "per"), message, fix, "warning")


def _unspaced_mix(definitions: Definitions) -> Iterator[Fault]:
    policy = definitions.policy.model
    spaced = any(cap.over == "hold" and cap.max != 0 for cap in policy.caps)
    for index, mix in enumerate(policy.mix):
        if mix.over == "hold" and not spaced:
            message = "what it holds goes out together as soon as the mix allows: no cap spaces it"
            fix = "add a cap with over: hold, or write over: drop"
            yield definitions.policy.fault(("mix", index, "over"), message, fix, "warning")
