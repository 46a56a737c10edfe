"""Checks the times of a scenario: nothing before its beginning, nothing behind its end."""

from datetime import datetime
from zoneinfo import ZoneInfo

from catalogue.definitions import Placed
from catalogue.faults import Fault, Path
from catalogue.scenarios.reading import ScenarioFaults
from catalogue.scenarios.scenario import Scenario
from catalogue.scenarios.times import instant, shown


def check_order(placed: Placed[Scenario], zone: ZoneInfo, begins: datetime) -> None:
    """Raises ScenarioFaults."""
    scenario = placed.model
    until = instant(scenario.until, zone)
    places: list[tuple[Path, datetime]] = [
        *((("when", n, "at"), instant(line.at, zone)) for n, line in enumerate(scenario.when)),
        *((("then", n, "at"), instant(line.at, zone)) for n, line in enumerate(scenario.then)),
    ]
    faults = [fault for place, at in places if (fault := _outside(placed, place, at, (begins, until), zone))]
    for n, one in enumerate(scenario.given.sent):
        if instant(one.at, zone) > begins:
            fix = f"write it before {shown(begins, zone)}, or set given.since later"
            faults.append(placed.fault(("given", "sent", n, "at"), "comes after the customers are known", fix))
    if faults:
        raise ScenarioFaults(faults)


def _outside(
    placed: Placed[Scenario], place: Path, at: datetime, span: tuple[datetime, datetime], zone: ZoneInfo
) -> Fault | None:
    begins, until = span
    if at > until:
        return placed.fault(place, "comes after the end of the scenario", "set `until:` later")
    if at < begins:
        fix = "set given.since earlier" if place[0] == "when" else "nothing happens before she is known"
        return placed.fault(place, f"comes before the scenario begins ({shown(begins, zone)})", fix)
    return None
