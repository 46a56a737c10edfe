"""The picture of all journeys before anybody draws it: what enters which, which starts which, by stage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalogue.drawing import words
from catalogue.lint.walk import walk
from engine.language.journey import ConditionEntry, Journey, TriggerEntry, TriggerExit
from engine.language.message import Message
from engine.language.steps import Send, Start, TriggerOutcome, WaitFor
from engine.language.waits import QuietWait


@dataclass(frozen=True)
class Source:
    """What journeys are entered by; a condition's name is its text."""

    kind: str
    name: str


@dataclass(frozen=True)
class Stop:
    """A journey on the map; `lines` are what it reacts to besides its entry."""

    key: str
    title: str
    note: str
    lines: tuple[str, ...]
    source: Source
    on_entry: str
    """what else must hold"""
    starts: tuple[str, ...]


@dataclass(frozen=True)
class JourneyMap:
    """Stages in the order of their names, those without one last; journeys by key."""

    title: str
    stages: tuple[tuple[str, tuple[Stop, ...]], ...]

    @property
    def stops(self) -> tuple[Stop, ...]:
        return tuple(stop for _, stops in self.stages for stop in stops)

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(dict.fromkeys(stop.source for stop in self.stops))

    @property
    def starts(self) -> tuple[tuple[str, str], ...]:
        """Which starts which, of those on the map."""
        known = {stop.key for stop in self.stops}
        return tuple((stop.key, name) for stop in self.stops for name in stop.starts if name in known)


def read_map(title: str, journeys: Mapping[str, Journey], messages: Mapping[str, Message]) -> JourneyMap:
    """Every journey, drafts too."""
    by_stage: dict[str, list[Stop]] = {}
    for _, journey in sorted(journeys.items()):
        by_stage.setdefault(journey.stage or "", []).append(_stop(journey, messages))
    ordered = sorted(by_stage.items(), key=lambda item: (item[0] == "", item[0]))
    return JourneyMap(title, tuple((stage or "no stage", tuple(stops)) for stage, stops in ordered))


def _stop(journey: Journey, messages: Mapping[str, Message]) -> Stop:
    steps = [step for _, step in walk(journey.steps)]
    sent = tuple(dict.fromkeys(name for step in steps if isinstance(step, Send) for name in step.messages))
    return Stop(
        key=journey.journey,
        title=journey.title,
        note=_note(journey, len(sent)),
        lines=tuple(_reactions(journey, messages, sent)),
        source=_source(journey),
        on_entry=_on_entry(journey),
        starts=tuple(dict.fromkeys(step.start for step in steps if isinstance(step, Start))),
    )


def _note(journey: Journey, messages: int) -> str:
    status = journey.status if journey.status != "live" else ""
    told = (journey.journey, journey.department, words.counted(messages, "message"), status)
    return " · ".join(filter(None, told))


def _source(journey: Journey) -> Source:
    match journey.enter:
        case TriggerEntry() as enter:
            return Source("trigger", enter.trigger)
        case ConditionEntry() as enter:
            return Source("condition", words.condition(enter.condition))
        case _:
            return Source("call", "by a call")


def _on_entry(journey: Journey) -> str:
    enter = journey.enter
    return words.condition(enter.when) if isinstance(enter, TriggerEntry) and enter.when else ""


def _reactions(journey: Journey, messages: Mapping[str, Message], sent: tuple[str, ...]) -> Iterator[str]:
    heard = tuple(dict.fromkeys(_heard(journey)))
    if heard:
        yield f"waits for {words.listed(heard, 'and')}"
    leaves = tuple(rule.trigger for rule in journey.exit if isinstance(rule, TriggerExit))
    if leaves:
        yield f"leaves on {words.listed(tuple(dict.fromkeys(leaves)), 'or')}"
    if journey.goal:
        yield f"goal: {journey.goal.trigger} within {words.duration(journey.goal.within.span)}"
    yield from _taken_back(sent, messages, leaves)


def _taken_back(sent: tuple[str, ...], messages: Mapping[str, Message], leaves: tuple[str, ...]) -> Iterator[str]:
    """An exit takes its messages back anyhow."""
    by_triggers: dict[tuple[str, ...], list[str]] = {}
    for name in sent:
        triggers = messages[name].cancel_on if name in messages else ()
        if others := tuple(trigger for trigger in triggers if trigger not in leaves):
            by_triggers.setdefault(others, []).append(name)
    for others, names in by_triggers.items():
        yield f"takes {words.listed(names, 'and')} back on {words.listed(others, 'or')}"


def _heard(journey: Journey) -> Iterator[str]:
    for _, step in walk(journey.steps):
        if isinstance(step, WaitFor):
            yield from (one.trigger for one in step.wait_for.first_of if isinstance(one, TriggerOutcome))
        elif isinstance(wait := getattr(step, "wait", None), QuietWait):
            yield f"quiet of {words.listed(wait.of, 'and')}"
