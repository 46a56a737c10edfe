"""A scenario ready to be played: instants instead of local times, and everything that it names is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from catalogue.definitions import Placed
from catalogue.scenarios.happens import CustomerLine, PublishLine
from catalogue.scenarios.reading import ScenarioFaults, journeys_of, read_scenario
from catalogue.scenarios.scenario import Scenario
from catalogue.scenarios.times import instant
from engine.contracts.inputs import Identify, Report
from engine.localtime.zones import zone_named
from trials.scenarios.folder import Edition, ScenarioFolder
from trials.scenarios.happening import Happening, expected
from trials.scenarios.inputs import earlier, first_word
from trials.scenarios.names import check_names
from trials.scenarios.order import check_order
from trials.scenarios.plan import Complaints

BEFORE = timedelta(days=1)
"""How long the customers are known when the first thing happens."""


@dataclass(frozen=True)
class Cue:
    """Something that happens, when, and where it stands under `when`."""

    at: datetime
    number: int
    customer: str
    line: CustomerLine | Edition


@dataclass(frozen=True)
class Script:
    """Everything that is played; `begins` is when the customers become known."""

    file: Path
    scenario: Scenario
    zone: ZoneInfo
    edition: Edition
    begins: datetime
    until: datetime
    people: tuple[tuple[str, Identify], ...]
    past: tuple[tuple[str, Report], ...]
    cues: tuple[Cue, ...]
    expected: tuple[Happening, ...]

    @property
    def customers(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.people)

    @property
    def only(self) -> str | None:
        """The customer, where there is one."""
        return self.customers[0] if len(self.people) == 1 else None

    def in_order(self, happenings: Sequence[Happening]) -> list[Happening]:
        """By time, within an instant by customer, and then as they are; that a guard calls is no part of an order."""
        order = {name: n for n, name in enumerate(self.customers)}
        return sorted(
            happenings,
            key=lambda one: (
                one.at,
                order.get(one.customer, len(order)),
                (one.what, one.subject) == ("alert", "guard"),
            ),
        )


class Scripts:
    """Reads scenarios; what several have in common is read once."""

    def __init__(self, complaints: Complaints) -> None:
        self._folders: dict[Path, ScenarioFolder] = {}
        self._complaints = complaints

    def script(self, file: Path, folder: Path | None = None) -> Script:
        """The scenario under its own journeys folder, or another. Raises ScenarioFaults, LintFailed."""
        placed = read_scenario(file)
        edition = self._edition(placed, folder or journeys_of(file))
        return _Writing(file, placed, edition, self).script(self._complaints)

    def edition(self, placed: Placed[Scenario], folder: Path, n: int, line: PublishLine) -> Edition:
        """What a line of `when` puts in force."""
        place = ("when", n, "publish")
        journeys = placed.model.given.journeys
        if isinstance(line.publish, str) and (named := Path(placed.source.file).parent / line.publish).is_dir():
            return self._folder(named).edition(placed.source, place, None, journeys)
        return self._folder(folder).edition(placed.source, place, line.publish, journeys)

    def _edition(self, placed: Placed[Scenario], folder: Path) -> "Published":
        given = placed.model.given
        found = self._folder(folder).edition(placed.source, ("given", "policy"), given.policy, given.journeys)
        return Published(folder, found)

    def _folder(self, path: Path) -> ScenarioFolder:
        known = path.resolve()
        if known not in self._folders:
            self._folders[known] = ScenarioFolder(path)
        return self._folders[known]


@dataclass(frozen=True)
class Published:
    """The folder, and what of it is in force at first."""

    folder: Path
    edition: Edition


class _Writing:
    """One scenario on its way to a script."""

    def __init__(self, file: Path, placed: Placed[Scenario], published: Published, scripts: Scripts) -> None:
        self._file = file
        self._placed = placed
        self._published = published
        self._scripts = scripts
        self._scenario = placed.model
        self._zone = self._found_zone()

    def script(self, complaints: Complaints) -> Script:
        """Raises ScenarioFaults."""
        scenario = self._scenario
        cues, editions = self._cues()
        begins = self._begins()
        people = tuple((one.id, first_word(one, begins, self._zone)) for one in scenario.given.people)
        check_names(self._placed, editions, [(one, word) for one, (_, word) in enumerate(people)], complaints)
        check_order(self._placed, self._zone, begins)
        only = people[0][0] if len(people) == 1 else None
        wanted = [expected(then, self._zone, only) for then in scenario.then]
        script = Script(
            file=self._file,
            scenario=scenario,
            zone=self._zone,
            edition=self._published.edition,
            begins=begins,
            until=instant(scenario.until, self._zone),
            people=people,
            past=tuple(earlier(scenario.given, editions[0].definitions, begins, self._zone)),
            cues=cues,
            expected=(),
        )
        return Script(**{**script.__dict__, "expected": tuple(script.in_order(wanted))})

    def _found_zone(self) -> ZoneInfo:
        named = self._scenario.given.zone
        zone = zone_named(named or self._published.edition.definitions.policy.model.zone)
        if zone is None:
            message, fix = f"there is no time zone {named!r}", "write an IANA name such as Europe/Berlin"
            raise ScenarioFaults([self._placed.fault(("given", "zone"), message, fix)])
        return zone

    def _begins(self) -> datetime:
        since = self._scenario.given.since
        if since is not None:
            return instant(since, self._zone)
        return min(instant(line.at, self._zone) for line in self._scenario.when) - BEFORE

    def _cues(self) -> tuple[tuple[Cue, ...], list[Edition]]:
        cues: list[Cue] = []
        editions = [self._published.edition]
        first = self._scenario.given.people[0].id
        for n, line in enumerate(self._scenario.when):
            at = instant(line.at, self._zone)
            if isinstance(line, PublishLine):
                editions.append(self._scripts.edition(self._placed, self._published.folder, n, line))
                cues.append(Cue(at, n, "", editions[-1]))
            else:
                cues.append(Cue(at, n, line.customer or first, line))
        return tuple(sorted(cues, key=lambda cue: cue.at)), editions
