"""Where a customer is and what is to come for her, in her zone and with the titles of journeys and messages."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.console import Console

from engine.contracts.views import Status, UpcomingItem
from engine.telling.phrases import clock, plain
from engine.telling.prospects import NOTHING, obstacle, prospect
from engine.telling.reasons import because
from engine.telling.sentences import shown
from starter.cli.app import out, plain_table
from starter.story.telling import Telling, by_day, local_time, said_zone


def show_upcoming(telling: Telling, items: Sequence[UpcomingItem]) -> None:
    """What waits now, then day by day, and below it what would end her journeys at any time."""
    console, zone = out(), telling.zone
    console.print(said_zone(telling), markup=False)
    to_come = [item for item in items if item.what not in ("exit", "held")]
    _show(console, "waits now", [item for item in items if item.what == "held"], telling)
    if not to_come:
        console.print(NOTHING)
    for day, found in by_day(to_come, zone):
        console.print(f"\n{day}", style="bold", markup=False)
        for item in found:
            console.print(f"  {local_time(item.at, zone)}  {prospect(item, telling.titles, zone)}", markup=False)
            _below(console, item, zone, " " * 9)
    _show(console, "ends at any time", [item for item in items if item.what == "exit"], telling)


def _show(console: Console, heading: str, items: Sequence[UpcomingItem], telling: Telling) -> None:
    if items:
        console.print(f"\n{heading}", style="bold")
    for item in items:
        console.print(f"  {prospect(item, telling.titles, telling.zone)}", markup=False)
        _below(console, item, telling.zone, " " * 4)


def _below(console: Console, item: UpcomingItem, zone: ZoneInfo, indent: str) -> None:
    """The rules that would stop it, and what it depends on besides them."""
    for stop in item.stops:
        console.print(f"{indent}{obstacle(stop, zone)}", markup=False)
    for condition in item.conditions:
        console.print(f"{indent}{condition}", markup=False)


def show_status(telling: Telling, found: Status) -> None:
    console, zone, titles = out(), telling.zone, telling.titles
    console.print(f"customer {found.customer_id}  (catalogue {found.catalogue}, build {found.build})", markup=False)
    for name, value in found.attributes.items():
        console.print(f"  {name}: {shown(value)}", markup=False)
    journeys = plain_table("journey", "key", "step", f"since ({zone.key})", f"until ({zone.key})")
    for one in found.enrolments:
        until = clock(one.deadline, zone) if one.deadline else ""
        journeys.add_row(titles.version(one.version), one.key, plain(one.step), clock(one.since, zone), until)
    console.print(journeys if found.enrolments else "in no journey")
    for held in found.held:
        if held.place is not None:
            console.print(f"waits for her at the {plain(held.place)}: “{titles.message(held.message)}”", markup=False)
            continue
        until = f" until {clock(held.until, zone)}" if held.until else ""
        why = because(held.reason) if held.reason else ", not decided yet"
        console.print(f"held: “{titles.message(held.message)}”{until}{why}", markup=False)
    for what, places in (("reserved for", found.reserved), ("planned by", found.planned)):
        for place in places:
            on = "until" if what == "reserved for" else "for"
            said = f"{what} {place.department}: “{titles.message(place.message)}” by {place.channel}"
            console.print(f"{said}, {on} {clock(place.until, zone)}", markup=False)
    for message in found.in_flight:
        console.print(f"on its way: {message}", markup=False)
    if found.next_deadline:
        console.print(f"next deadline: {clock(found.next_deadline, zone)} ({zone.key})", markup=False)
