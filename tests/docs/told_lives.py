"""Reads the lives that the guide tells under its examples, and lives them on the pure engine."""

import shlex
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from engine.contracts.inputs import Control, Identify, Propose, Track
from engine.contracts.journal import Decided, Ended, Entered, Entry, EntryRefused, GoalReached, Moved
from engine.contracts.verbs import Refresh
from engine.language.reactions import Reaction
from starter.cli.words import attributes
from starter.testing.ground import Ground
from starter.testing.lookups import Lookup
from starter.testing.rehearsed import RehearsedCustomer, TwostepRehearsal

ZONE = ZoneInfo("Europe/Berlin")
_YEAR = 2026
_MARK = "> "
_ALWAYS = (Ended, GoalReached, Decided)


@dataclass(frozen=True)
class Line:
    """`> Tue 14 Apr 10:00  purchase` is what happens to her; without the mark, what follows from it."""

    given: bool
    at: datetime
    text: str


@dataclass(frozen=True)
class ToldLife:
    """A block as the page has it; `customer: bob` on its first line names somebody else than ann."""

    customer: str
    lines: tuple[Line, ...]


def read(text: str) -> ToldLife:
    rows = [row.split("  #")[0].rstrip() for row in text.splitlines()]
    customer = "ann"
    if rows[0].startswith("customer: "):
        customer = rows.pop(0).removeprefix("customer: ")
    return ToldLife(customer, tuple(map(_line, rows)))


def _line(row: str) -> Line:
    when, _, text = row[len(_MARK) :].partition("  ")
    at = datetime.strptime(f"{when} {_YEAR}", "%a %d %b %H:%M %Y").replace(tzinfo=ZONE)
    assert when == _when(at), f"{row!r}: that day is a {at:%A}"
    return Line(row.startswith(_MARK), at, text.strip())


def _when(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


class Living:
    """Ann, who agreed to everything, and the file of a journey; `entries`: tell how she enters it."""

    def __init__(self, told: ToldLife, file: Path, journey: str, lookups: dict[str, Lookup], *, entries: bool) -> None:
        self._told, self._file, self._journey, self._entries = told, file, journey, entries
        self._hidden = file.with_name(f".{file.name}")  # passed over
        if any(line.text == "publish" for line in told.lines):
            file.rename(self._hidden)
        self._numbers = count(1)
        folder, start = file.parents[1], told.lines[0].at - timedelta(hours=1)
        self._rehearsal = TwostepRehearsal(Ground(folder, folder, start, lookups))
        self._ann: RehearsedCustomer = self._rehearsal.customer(
            told.customer, email=f"{told.customer}@example.com", consent="all", first_name=told.customer.title()
        )

    def lived(self) -> list[str]:
        """What followed until the last line, in the words of the page."""
        for line in self._told.lines:
            self._rehearsal.skip_to(line.at)
            if line.given:
                self._happen(line)
        self._rehearsal.skip(seconds=59)  # times are told by the minute
        arrivals = any(line.text.startswith("stands at") for line in self._told.lines)
        kinds = (*_ALWAYS, *([Moved] if arrivals else ()), *([Entered, EntryRefused] if self._entries else ()))
        told = [entry for entry in self._ann.life.entries() if isinstance(entry, kinds) or self._elsewhere(entry)]
        return [f"{_when(_due(entry))}  {self._say(entry)}" for entry in told]

    def expected(self) -> list[str]:
        return [f"{_when(line.at)}  {line.text}" for line in self._told.lines if not line.given]

    def _happen(self, line: Line) -> None:
        match shlex.split(line.text):
            case ["…"]:
                pass
            case ["profile", *pairs]:
                self._ann.take(Identify(id=self._id(), at=line.at, attributes=attributes(pairs)))
            case ["call", journey, *pairs]:
                self._ann.enrol(journey, **attributes(pairs))
            case ["propose", message]:
                self._ann.take(Propose(id=self._id(), at=line.at, message=message))
            case ["publish"]:
                self._hidden.rename(self._file)
                self._rehearsal.publish()
            case ["publish", *_]:
                self._publish(line.text.removeprefix("publish "))
            case ["refresh"]:
                self._refresh(line.at)
            case [message, reaction, *pairs] if reaction in set(Reaction):
                said = self._ann.life.feedback(self._id(), line.at, reaction, message)
                self._ann.take(said.model_copy(update={"detail": attributes(pairs)}))
            case [type, "imported", *pairs]:
                track = Track(id=self._id(), type=type, at=line.at, properties=attributes(pairs), backfill=True)
                self._ann.take(track)
            case [type, *pairs]:
                self._ann.track(type, **attributes(pairs))
            case _:
                raise AssertionError(f"{line.text!r} says nothing that can happen")

    def _publish(self, key_and_value: str) -> None:
        """The journey of the example with one key changed."""
        written = yaml.safe_load(self._file.read_text(encoding="utf-8")) | yaml.safe_load(key_and_value)
        self._file.write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
        self._rehearsal.publish()

    def _refresh(self, at: datetime) -> None:
        self._ann.take(Control(id=self._id(), at=at, order=Refresh(journey=self._journey)))

    def _id(self) -> str:
        return f"told-{next(self._numbers)}"

    def _elsewhere(self, entry: Entry) -> bool:
        return isinstance(entry, Entered) and entry.journey != self._journey

    def _say(self, entry: Entry) -> str:
        match entry:
            case Entered():
                return f"enters{self._named(entry.journey)}"
            case EntryRefused():
                return f"does not enter{self._named(entry.journey)}: {entry.reason.value}"
            case Moved():
                return f"stands at {entry.step}"
            case Ended():
                return f"leaves{self._named(entry.journey)}: {entry.outcome}"
            case GoalReached():
                return f"reaches the goal, worth {entry.value:g}" if entry.value else "reaches the goal"
            case Decided(verdict="send"):
                return f"sends {entry.message}"
            case Decided():
                return f"{entry.verdict}s {entry.message}: {entry.reason.value if entry.reason else ''}"
            case _:
                raise AssertionError(f"{entry.kind} is not told")

    def _named(self, journey: str) -> str:
        return "" if journey == self._journey else f" {journey}"


def _due(entry: Entry) -> datetime:
    match entry:
        case Entered() | Moved() | Ended():
            return entry.due
        case _:
            return entry.at
