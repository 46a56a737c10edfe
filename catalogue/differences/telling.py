"""The words that a comparison is told with, on a terminal and in Markdown alike."""

from collections.abc import Mapping
from typing import assert_never

from catalogue.differences.change import Change
from catalogue.differences.journeys import JourneyChange, StepChange
from catalogue.differences.messages import BodyChange, MessageChange
from catalogue.drawing.chart import Fork
from catalogue.drawing.reading import element
from catalogue.drawing.words import counted, outcome
from engine.language.message import Message
from engine.language.steps import Step, WaitFor

_SIGNS = {"added": "+", "new": "+", "removed": "-", "withdrawn": "-", "closing": "!"}


def sign(kind: str) -> str:
    """`+`, `-`, `!` or `~`."""
    return _SIGNS.get(kind, "~")


def journey_head(change: JourneyChange) -> str:
    journey = change.after or change.before
    assert journey is not None  # one of the two is there
    return f"{change.name}: {journey.title} ({fate(change)})"


def fate(change: JourneyChange) -> str:
    match change.fate:
        case "new":
            return "new"
        case "changed":
            return "changed"
        case "closing":
            return "closing: no new entries, those inside finish"
        case "live again":
            return "live again"
        case "withdrawn":
            return "withdrawn: no new entries, those inside go on with their version"
        case _:
            assert_never(change.fate)


def step_text(change: StepChange, messages: Mapping[str, Message]) -> str:
    """The step in words; of a changed one also what differs."""
    text = f"{change.id}: {_step(change.step, messages)}"
    match change.kind:
        case "changed":
            return f"{text}; {'; '.join(map(change_text, change.changes))}"
        case "moved":
            return f"{text}; moved"
        case "added" | "removed":
            return text
        case _:
            assert_never(change.kind)


def _step(step: Step, messages: Mapping[str, Message]) -> str:
    if isinstance(step, WaitFor):  # its title alone does not say what meets it
        outcomes = [f"{one.name} ({outcome(one)})" for one in step.wait_for.first_of]
        return f"wait for {'the first of ' if len(outcomes) > 1 else ''}{', '.join(outcomes)}"
    drawn = element(step, messages)
    box = drawn.box if isinstance(drawn, Fork) else drawn
    return f"{box.kind.replace('_', ' ')}, {box.title}"


def change_text(change: Change) -> str:
    """`wait: 3d → 5d`."""
    path = change.path.removesuffix(".elapsed").removesuffix(".value")
    if change.before is None:
        return f"{path}: new, {change.after}"
    if change.after is None:
        return f"{path}: gone, was {change.before}"
    return f"{path}: {change.before} → {change.after}"


def message_head(change: MessageChange) -> str:
    message = change.definition
    languages = f" in {', '.join(message.languages)}" if message.languages else ""
    channels = ", ".join(channel.value for channel in message.channels)
    return f"{change.name}: {message.title} ({change.kind}; {message.purpose.value}, {channels}{languages})"


def body_text(body: BodyChange) -> str:
    """The name of a body, and what to know of it beside the lines."""
    if body.kind != "changed":
        return f"{body.name}: {body.kind}"
    return body.name if body.lines else f"{body.name}: reads the same, looks different"


def totals(journeys: int, messages: int) -> str:
    return f"{counted(journeys, 'journey')} and {counted(messages, 'message')}"
