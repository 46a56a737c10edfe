"""The results of a journey, from the ledger: counts by version, arm and control, and arm against control."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine

from audit.publications import SqlPublications, SqlShelf
from audit.queries.courses import Course, through_courses
from catalogue.lint.walk import walk
from engine.definitions import Definitions
from engine.language.steps import Send
from trials.results.arms import Arms
from trials.results.counting import Kind, Tally
from trials.results.result import Comparison, JourneyResults
from trials.results.statistics import Share, difference, lift

CONTROL = "control"
TREATED = "treated"


def results(
    database: Engine, journey: str, since: datetime | None = None, until: datetime | None = None
) -> JourneyResults:
    """Of those who entered from `since` to before `until`, with everything that came of it up to now."""
    definitions = Definitions(SqlShelf(database))
    counting = _Counting(Arms(definitions))
    through_courses(database, journey, since, until, counting.take)
    newest = _newest(database, definitions, journey, counting)
    program = definitions.program(newest) if newest is not None else None
    goal = program.journey.goal if program is not None else None
    order: list[str] = []
    for _, step in walk(program.journey.steps) if program is not None else ():
        order += [step.id, *step.messages] if isinstance(step, Send) else [step.id]
    return JourneyResults(
        journey=journey,
        since=since,
        until=until,
        goal=goal.trigger if goal is not None else None,
        groups=tuple(one.group(order) for one in counting.in_order()),
        comparisons=tuple(counting.comparisons()) if goal is not None else (),
    )


def _newest(database: Engine, definitions: Definitions, journey: str, counting: "_Counting") -> str | None:
    """The version in force; of a journey that was withdrawn, the last that was entered."""
    number = SqlPublications(database).in_force()
    published = definitions.catalogue(number).journeys.get(journey) if number else None
    return published or counting.last_version


class _Counting:
    """Every enrolment in all of its groups."""

    def __init__(self, arms: Arms) -> None:
        self._arms = arms
        self._tallies: dict[tuple[Kind, str], Tally] = {}
        self._first_seen: dict[str, datetime] = {}
        self._splits: dict[str, list[str]] = {}
        self._references: dict[str, str] = {}

    @property
    def last_version(self) -> str | None:
        return max(self._first_seen, key=self._first_seen.__getitem__, default=None)

    def take(self, course: Course) -> None:
        seen = self._first_seen.get(course.version, course.at)
        self._first_seen[course.version] = min(seen, course.at)
        for kind, name in self._groups(course):
            tally = self._tallies.get((kind, name))
            if tally is None:
                tally = self._tallies[kind, name] = Tally(kind, name)
            tally.add(course)

    def in_order(self) -> list[Tally]:
        """All; versions by their first entry; control groups; arms by name."""
        kinds: tuple[Kind, ...] = ("all", "version", "holdout", "arm")
        place = {kind: number for number, kind in enumerate(kinds)}
        return sorted(self._tallies.values(), key=lambda one: (place[one.kind], self._within(one)))

    def comparisons(self) -> Iterator[Comparison]:
        """Treated and every arm against control; the arms of a split against the one that is written first."""
        control = self._tallies.get(("holdout", CONTROL))
        treated = self._tallies.get(("holdout", TREATED))
        if control is not None and treated is not None:
            yield _compared(treated, control)
        for split in sorted(self._splits):
            arms = [self._tallies["arm", f"{split}={arm}"] for arm in sorted(self._splits[split])]
            if control is not None:
                yield from (_compared(arm, control) for arm in arms)
            reference = f"{split}={self._references.get(split)}"
            first = next((arm for arm in arms if arm.name == reference), None)
            if first is not None:
                yield from (_compared(arm, first) for arm in arms if arm is not first)

    def _groups(self, course: Course) -> Iterator[tuple[Kind, str]]:
        yield "all", "all"
        yield "version", course.version
        if course.arm is not None:
            yield "holdout", course.arm
        if course.arm == CONTROL:
            return
        for split, arm in self._arms.of(course):
            known = self._splits.setdefault(split, [])
            if arm not in known:
                known.append(arm)
            if (reference := self._arms.reference(course.version, split)) is not None:
                self._references[split] = reference
            yield "arm", f"{split}={arm}"

    def _within(self, one: Tally) -> str:
        return self._first_seen[one.name].isoformat() if one.kind == "version" else one.name


def _compared(group: Tally, against: Tally) -> Comparison:
    one, other = Share(group.converted, group.customers), Share(against.converted, against.customers)
    low, high = difference(one, other)
    bounds = lift(one, other)
    return Comparison(
        group=group.name,
        against=against.name,
        rate=one.rate,
        rate_against=other.rate,
        difference=one.rate - other.rate,
        low=low,
        high=high,
        lift=one.rate / other.rate - 1 if other.hits else None,
        lift_low=bounds[0] if bounds is not None else None,
        lift_high=bounds[1] if bounds is not None else None,
        enough=one.enough and other.enough,
    )
