"""Reads a YAML 1.2 core file into plain data and keeps the line and column of every value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from pydantic import JsonValue

from catalogue.faults import Fault, Level, Path, path_text
from catalogue.scalars import plain_scalar

MAX_BYTES = 1_000_000
MAX_DEPTH = 60


@dataclass(frozen=True)
class YamlFile:
    """A file as plain data; `positions` has (line, column) of every key and item by its path."""

    file: str
    data: JsonValue
    positions: Mapping[Path, tuple[int, int]]

    def fault(self, path: Path, message: str, fix: str, level: Level = "error") -> Fault:
        """A fault at a path; where the path was never written, at the nearest place above it."""
        known = path
        while known and known not in self.positions:
            known = known[:-1]
        return make_fault(self.file, self.positions.get(known, (1, 1)), path, message, fix, level)


def make_fault(
    file: str, position: tuple[int, int], path: Path, message: str, fix: str, level: Level = "error"
) -> Fault:
    line, column = position
    return Fault(file=file, line=line, column=column, path=path_text(path), message=message, fix=fix, level=level)


class YamlFaults(Exception):
    """The text is not of the dialect; every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class _Unreadable(Exception):
    """Nothing behind this place can be read."""


def read_yaml(text: str, file: str) -> YamlFile:
    """Raises YamlFaults."""
    composer = _Composer(file)
    try:
        data = composer.read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"not readable as YAML: {error.problem or error.context}"
        fix = "put the text in quotes, or mend the indentation; indent with spaces only"
        composer.faults.append(make_fault(file, where, (), message, fix))
    except yaml.YAMLError as error:
        composer.faults.append(make_fault(file, (1, 1), (), str(error), "write UTF-8 text"))
    except _Unreadable:
        pass  # its fault is on the list
    if composer.faults:
        raise YamlFaults(composer.faults)
    return YamlFile(file, data, composer.positions)


class _Composer:
    """Builds data from the parser's events: only they still show anchors, aliases, tags and quotes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.positions: dict[Path, tuple[int, int]] = {}
        self._events: Iterator[yaml.Event] = iter(())

    def read(self, text: str) -> JsonValue:
        if len(text.encode()) > MAX_BYTES:
            message = f"larger than {MAX_BYTES:,} bytes"
            self.faults.append(make_fault(self.file, (1, 1), (), message, "split it into several files"))
            raise _Unreadable
        self._events = iter(yaml.parse(text, Loader=yaml.SafeLoader))
        data: JsonValue = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault((), event, "a second document (---)", "write one definition per file")
                    raise _Unreadable
                data = self._value(next(self._events), ())
        return data

    def _value(self, event: yaml.Event, path: Path) -> JsonValue:
        self.positions.setdefault(path, _position(event))
        self._check_dialect(event, path)
        if len(path) > MAX_DEPTH:
            # A thousand opening brackets must not exhaust the stack.
            self._fault((), event, f"nested deeper than {MAX_DEPTH} levels", "make it flatter")
            raise _Unreadable
        match event:
            case yaml.ScalarEvent():
                return self._scalar(event, path)
            case yaml.SequenceStartEvent():
                return self._sequence(path)
            case yaml.MappingStartEvent():
                return self._mapping(path)
            case _:
                return None

    def _scalar(self, event: yaml.ScalarEvent, path: Path) -> JsonValue:
        text = str(event.value)
        if event.style is not None:
            return text
        try:
            return plain_scalar(text)
        except ValueError as error:
            self._fault(path, event, str(error), "put it in quotes, so that it is a text")
            return None

    def _sequence(self, path: Path) -> list[JsonValue]:
        items: list[JsonValue] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, JsonValue]:
        entries: dict[str, JsonValue] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            here = (*path, key)
            if key in entries:
                first = self.positions[here][0]
                message = f"the key {key!r} stands twice (first in line {first})"
                self._fault(here, event, message, "keep one of them")
            self.positions.setdefault(here, _position(event))
            entries.setdefault(key, self._value(next(self._events), here))
        return entries

    def _key(self, event: yaml.Event, path: Path) -> str:
        self._check_dialect(event, path)
        if not isinstance(event, yaml.ScalarEvent):
            self._fault(path, event, "a key that is not a text", "write a name before the colon")
            raise _Unreadable
        if event.value == "<<" and event.style is None:
            message = "merge keys (<<) are not allowed"
            self._fault((*path, "<<"), event, message, "write the keys out where they hold")
        return str(event.value)

    def _check_dialect(self, event: yaml.Event, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent):
            message = f"aliases (*{event.anchor}) are not allowed"
            self._fault(path, event, message, "write the value out here")
        elif anchor := getattr(event, "anchor", None):
            self._fault(path, event, f"anchors (&{anchor}) are not allowed", "remove it and write values out")
        if tag := getattr(event, "tag", None):
            self._fault(path, event, f"tags ({tag}) are not allowed", "remove it; quotes make a text")

    def _fault(self, path: Path, event: yaml.Event, message: str, fix: str) -> None:
        self.faults.append(make_fault(self.file, _position(event), path, message, fix))


def _position(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
