"""Tells a comparison in Markdown for a pull request: graphs before and after, texts of mails, who is inside."""

import re
from collections.abc import Iterable, Iterator

from catalogue.differences.catalogues import Difference
from catalogue.differences.change import Change
from catalogue.differences.inside import Inside
from catalogue.differences.journeys import JourneyChange
from catalogue.differences.messages import MessageChange
from catalogue.differences.telling import (
    body_text,
    change_text,
    journey_head,
    message_head,
    sign,
    step_text,
    totals,
)
from catalogue.drawing.mermaid import mermaid
from catalogue.drawing.reading import read

UNCOUNTED = "How many customers are inside is not known here: no ledger was asked."
_LEGEND = "In the graphs: added steps are green, changed and moved ones yellow, removed ones red."


def markdown(difference: Difference, names: tuple[str, str], inside: Inside | None) -> str:
    """A whole text; `names` say what is compared."""
    return "\n".join(_paragraphs(difference, names, inside)) + "\n"


def _paragraphs(difference: Difference, names: tuple[str, str], inside: Inside | None) -> Iterator[str]:
    yield f"## Journeys: {_code(names[0])} → {_code(names[1])}\n"
    if not difference:
        yield "Nothing differs."
        return
    yield f"{totals(len(difference.journeys), len(difference.messages))} differ."
    yield f"{_LEGEND}\n" if difference.journeys else ""
    if inside is None and difference.journeys:
        yield f"{UNCOUNTED}\n"
    for journey in difference.journeys:
        yield from _journey(journey, difference, inside)
    for message in difference.messages:
        yield from _message(message)
    yield from _file("policy.yaml", difference.policy)
    yield from _file("schema.yaml", difference.plan)
    yield from _file("preferences.yaml", difference.page)


def _journey(change: JourneyChange, difference: Difference, inside: Inside | None) -> Iterator[str]:
    yield f"### Journey {_plain(journey_head(change))}\n"
    if inside is not None and change.before is not None:
        yield from _inside(change.name, inside)
    messages = {**difference.before.messages, **difference.after.messages}
    steps = [f"- {sign(step.kind)} {_code(step_text(step, messages))}" for step in change.steps]
    yield from (*steps, *_changes(change.rest), "")
    yield from _graphs(change, difference)


def _inside(journey: str, inside: Inside) -> Iterator[str]:
    would = inside.would(journey)
    yield f"**{inside.told(journey)}.**{f' {would}.' if would else ''}\n"
    places = inside.places(journey)
    if places:
        rows = (f"| {_code(one.step)} | {_code(one.to) if one.to else 'ends'} | {one.enrolments} |" for one in places)
        yield from ("| old step | new step | enrolments |", "|---|---|---|", *rows, "")


def _graphs(change: JourneyChange, difference: Difference) -> Iterator[str]:
    """Both, unless they are the same picture."""
    before = None if change.before is None else read(change.before, difference.before.messages)
    after = None if change.after is None else read(change.after, difference.after.messages)
    if before == after:
        return
    if before is not None:
        yield from _folded("Before", _fenced("mermaid", mermaid(before, change.marks("before"))))
    if after is not None:
        yield from _fenced("mermaid", mermaid(after, change.marks("after")))


def _message(change: MessageChange) -> Iterator[str]:
    yield f"### Message {_plain(message_head(change))}\n"
    yield from (*_changes(change.rest), "")
    for body in change.bodies:
        yield f"{_plain(body_text(body))}\n"
        if body.lines:
            yield from _fenced("diff", "\n".join(body.lines))


def _file(name: str, changes: Iterable[Change]) -> Iterator[str]:
    found = tuple(_changes(changes))
    if found:
        yield from (f"### {name}\n", *found, "")


def _changes(changes: Iterable[Change]) -> Iterator[str]:
    return (f"- {_code(change_text(change))}" for change in changes)


def _folded(summary: str, inside: Iterable[str]) -> Iterator[str]:
    yield from (f"<details><summary>{summary}</summary>\n", *inside, "</details>\n")


def _fenced(language: str, text: str) -> Iterator[str]:
    """Within a fence that is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    yield from (f"{fence}{language}", text.rstrip("\n"), f"{fence}\n")


def _code(text: str) -> str:
    """A code span, whatever is in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * (longest + 1)
    flat = " ".join(text.split())
    return f"{ticks} {flat} {ticks}" if longest else f"{ticks}{flat}{ticks}"


def _plain(text: str) -> str:
    """Nothing in it is taken for Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))
