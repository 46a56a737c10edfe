"""Tells a comparison in lines for a terminal; a line's first sign says what it is: + - ~ !."""

from collections.abc import Iterable, Iterator

from catalogue.differences.catalogues import Difference
from catalogue.differences.change import Change
from catalogue.differences.inside import Inside
from catalogue.differences.journeys import JourneyChange
from catalogue.differences.messages import MessageChange
from catalogue.differences.telling import body_text, change_text, journey_head, message_head, sign, step_text


def lines(difference: Difference, inside: Inside | None) -> Iterator[str]:
    """Nothing for no difference; without `inside` it is not told how many customers are concerned."""
    if difference.journeys:
        yield "journeys"
        for journey in difference.journeys:
            yield from _journey(journey, difference, inside)
    if difference.messages:
        yield "messages"
        for message in difference.messages:
            yield from _message(message)
    yield from _file("policy.yaml", difference.policy)
    yield from _file("schema.yaml", difference.plan)
    yield from _file("preferences.yaml", difference.page)


def _journey(change: JourneyChange, difference: Difference, inside: Inside | None) -> Iterator[str]:
    yield f"  {sign(change.fate)} {journey_head(change)}"
    messages = {**difference.before.messages, **difference.after.messages}
    for step in change.steps:
        yield f"      {sign(step.kind)} {step_text(step, messages)}"
    yield from _changes(change.rest, "      ")
    if inside is not None and change.before is not None:
        yield f"      {inside.told(change.name)}"
        if would := inside.would(change.name):
            yield f"      {would}"


def _message(change: MessageChange) -> Iterator[str]:
    yield f"  {sign(change.kind)} {message_head(change)}"
    yield from _changes(change.rest, "      ")
    for body in change.bodies:
        yield f"      {sign(body.kind)} {body_text(body)}"
        yield from (f"          {line}" for line in body.lines)


def _file(name: str, changes: Iterable[Change]) -> Iterator[str]:
    found = tuple(_changes(changes, "  "))
    if found:
        yield name
        yield from found


def _changes(changes: Iterable[Change], room: str) -> Iterator[str]:
    for change in changes:
        mark = "+" if change.before is None else "-" if change.after is None else "~"
        yield f"{room}{mark} {change_text(change)}"
