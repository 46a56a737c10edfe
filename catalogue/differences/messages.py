"""Compares two versions of a message: its definition by path, its bodies as the text that people read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Literal

from inscriptis import get_text
from pydantic import JsonValue

from catalogue.differences.change import Change, changes
from engine.identity import part_hash
from engine.language.message import Message, MessagePart

CONTEXT = 2
"""lines round a change"""
_HEADS = 2
"""lines that name the files"""


@dataclass(frozen=True)
class BodyChange:
    """One body, such as `email.de.html`; without lines it reads the same and only looks different."""

    name: str
    kind: Literal["added", "removed", "changed"]
    lines: tuple[str, ...] = ()
    """of a unified diff, without its heads"""


@dataclass(frozen=True)
class MessageChange:
    name: str
    kind: Literal["new", "changed", "withdrawn"]
    definition: Message
    """as it is now; one that was withdrawn: as it was"""
    rest: tuple[Change, ...] = ()
    bodies: tuple[BodyChange, ...] = ()


def compare_messages(before: Mapping[str, MessagePart], after: Mapping[str, MessagePart]) -> tuple[MessageChange, ...]:
    """Those that differ, by name."""
    return tuple(_compared(before, after))


def _compared(before: Mapping[str, MessagePart], after: Mapping[str, MessagePart]) -> Iterator[MessageChange]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if new is None:
            assert old is not None  # the name is of one of them
            yield MessageChange(name, "withdrawn", old.definition)
        elif old is None:
            yield MessageChange(name, "new", new.definition)
        else:
            yield MessageChange(name, "changed", new.definition, _rest(old, new), tuple(_bodies(old, new)))


def _rest(old: MessagePart, new: MessagePart) -> tuple[Change, ...]:
    links = changes(dict(old.links), dict(new.links), "links of the mail")
    files = changes(_files(old), _files(new), "files of the mail")
    return (*changes(_dumped(old.definition), _dumped(new.definition)), *links, *files)


def _files(part: MessagePart) -> JsonValue:
    """By name and the beginning of a hash: nobody reads base64."""
    return {one.name: part_hash(one.content)[:12] for one in part.files}


def _dumped(message: Message) -> JsonValue:
    dumped: JsonValue = message.model_dump(mode="json", by_alias=True)
    return dumped


def _bodies(old: MessagePart, new: MessagePart) -> Iterator[BodyChange]:
    before = {body.name: body.template for body in old.bodies}
    after = {body.name: body.template for body in new.bodies}
    told: set[tuple[str, ...]] = set()
    for name in sorted({*before, *after}):
        if before.get(name) == after.get(name):
            continue
        if name not in before or name not in after:
            yield BodyChange(name, "added" if name in after else "removed")
            continue
        lines = _difference(readable(name, before[name]), readable(name, after[name]))
        if lines not in told or not lines:  # a text part made from the mail says the same once more
            told.add(lines)
            yield BodyChange(name, "changed", lines)


def _difference(before: list[str], after: list[str]) -> tuple[str, ...]:
    return tuple(unified_diff(before, after, n=CONTEXT, lineterm=""))[_HEADS:]


def readable(name: str, template: str) -> list[str]:
    """The lines of a template as it reads; the tags of the template stay in it."""
    text = get_text(template) if name.endswith(".html") else template
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.splitlines())
    return [line for line in lines if line]
