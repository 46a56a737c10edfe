"""A customer's story out of what happened: in her zone, day by day, with the titles of journeys and messages."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate, groupby
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from audit.publications import SqlPublications, SqlShelf
from audit.queries.profile import attributes_of
from engine.contracts.journal import Decided
from engine.contracts.views import TimelineItem
from engine.definitions import Definitions
from engine.language.policy import Policy
from engine.model import Frozen, Instant
from engine.telling.details import local_zone
from engine.telling.sentences import Tone, sentence, tone
from engine.telling.titles import Titles
from starter.cli.app import out

_DECIDED = {"sending": "send", "held": "hold", "dropped": "drop"}


class Line(Frozen):
    """One thing that happened; `decision` has the rules that were looked at, where they were asked for."""

    at: Instant
    tone: Tone
    text: str
    decision: Decided | None = None


class Telling:
    """What the words need: her zone, and what things are called in what is in force."""

    def __init__(self, database: Engine, customer_id: str) -> None:
        number = SqlPublications(database).in_force()
        definitions = Definitions(SqlShelf(database))
        self.customer_id = customer_id
        self.zone = local_zone(attributes_of(database, customer_id), definitions, number)
        self.titles = Titles(definitions, number)
        self._definitions = definitions
        self._number = number

    def policy(self, catalogue: int) -> Policy | None:
        """That of a catalogue; None: there is no such catalogue here, and its decisions are told without it."""
        return self._definitions.policy(catalogue) if 0 < catalogue <= self._number else None

    def lines(self, items: Iterable[TimelineItem], decisions: Sequence[Decided] = ()) -> list[Line]:
        """In the order of the items."""
        looks: dict[tuple[datetime, str, str], Decided] = {(one.at, one.message, one.verdict): one for one in decisions}
        return [
            Line(
                at=item.at,
                tone=tone(item),
                text=sentence(item, self.titles, self.zone),
                decision=looks.get((item.at, item.subject, _DECIDED.get(item.what, ""))),
            )
            for item in items
        ]


class Dated(Protocol):
    @property
    def at(self) -> datetime: ...


D = TypeVar("D", bound=Dated)


def said_zone(telling: Telling) -> str:
    return f"customer {telling.customer_id}, times in {telling.zone.key}"


def by_day(lines: Iterable[D], zone: ZoneInfo) -> Iterable[tuple[str, list[D]]]:
    """Her local days in their order, and what is on each; what comes after something later is on the day of that."""
    dated = list(lines)
    latest = accumulate((line.at for line in dated), max)
    days = groupby(zip(latest, dated, strict=True), key=lambda one: local_day(one[0], zone))
    return ((day, [line for _, line in found]) for day, found in days)


def local_day(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a %d %b} {local.year:04}"


def local_time(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def show_story(telling: Telling, items: Iterable[TimelineItem]) -> None:
    lines, console = telling.lines(items), out()
    console.print(said_zone(telling), markup=False)
    if not lines:
        console.print("nothing is known of her", markup=False)
    for day, found in by_day(lines, telling.zone):
        console.print(f"\n{day}", style="bold", markup=False)
        for line in found:
            console.print(f"  {local_time(line.at, telling.zone)}  {line.text}", markup=False)
