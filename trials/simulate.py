"""Simulates a journeys folder over customers and what happened to them: the pure engine under a virtual clock."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from catalogue.build import Built, build
from catalogue.publish import prepare
from catalogue.shelf import MemoryShelf
from engine.definitions import Definitions
from engine.localtime.zones import zone_named
from engine.rehearsal import Answering, Rehearsal, all_goes_well
from engine.telling.details import local_zone
from engine.telling.titles import Titles
from trials.simulating.counting import Counting
from trials.simulating.files import Events, open_events
from trials.simulating.living import Living, Progress
from trials.simulating.records import Complaints
from trials.simulating.result import CustomerTimeline, SimulationResult
from trials.simulating.telling import Teller
from trials.unruled import unruled

AFTER_LAST = timedelta(days=366)
"""How far the clock runs on after the last input when nobody says until when."""


def simulate(
    folder: Path,
    events: Path,
    *,
    until: datetime | None = None,
    timelines: int = 20,
    each: Callable[[CustomerTimeline], None] | None = None,
    progress: Progress | None = None,
    complaints: Complaints | None = None,
    answering: Answering = all_goes_well,
    rules: bool = True,
) -> SimulationResult:
    """Journeys and policy of `folder` over the customers of a file; nothing is sent and nothing is written.

    Providers accept and look-ups give their fallback, unless `answering` says otherwise. The result keeps the
    timelines of the first so many customers; `each` is told every one of them as it is done. `complaints`
    compares the inputs with the tracking plan. Without `rules` only consent, suppression, exits and expiry hold.
    Raises LintFailed, EventsFault, OSError; ValueError for an `until` without zone.
    """
    if until is not None and until.tzinfo is None:
        raise ValueError(f"until {until.isoformat()!r} has no zone: write 2026-04-14T08:10:00Z or …+02:00")
    prepared = prepare(folder)
    definitions, number = _shelved(prepared.built if rules else build(unruled(prepared.definitions)))
    found = open_events(events, definitions.schema(number), complaints)
    run = _Run(definitions, number, found, until or found.last + AFTER_LAST, answering)
    kept = run.through(timelines, each, progress)
    return SimulationResult(
        customers=len(found.customers),
        inputs=run.living.inputs,
        since=found.since,
        until=run.until,
        sent=run.counting.sent,
        journeys=run.counting.journeys(),
        purposes=run.counting.purposes(),
        reasons=run.counting.reasons(),
        rules=run.counting.stopping.rules(),
        holds=run.counting.stopping.holds(),
        volumes=run.counting.volumes(),
        days=dict(sorted(run.counting.days.items())),
        timelines=tuple(kept),
        warnings=tuple(str(fault) for fault in prepared.warnings),
    )


def _shelved(built: Built) -> tuple[Definitions, int]:
    shelf = MemoryShelf()
    number = shelf.publish(built.catalogue, built.parts)
    return Definitions(shelf), number


class _Run:
    """Of each customer only the counts remain."""

    def __init__(
        self, definitions: Definitions, number: int, events: Events, until: datetime, answering: Answering
    ) -> None:
        zone = zone_named(definitions.policy(number).zone)
        assert zone is not None  # lint refuses a policy whose zone does not exist
        self.counting = Counting(definitions.catalogue(number).journeys, zone)
        self.until = until
        self.living = Living(definitions, number, events, until, answering)
        self._definitions = definitions
        self._number = number

    def through(
        self, timelines: int, each: Callable[[CustomerTimeline], None] | None, progress: Progress | None
    ) -> Sequence[CustomerTimeline]:
        kept: list[CustomerTimeline] = []
        for life in self.living.lives(progress):
            self.counting.count(life.entries)
            if len(kept) < timelines or each is not None:
                told = self._told(life)
                kept += [told] if len(kept) < timelines else []
                if each is not None:
                    each(told)
        return kept

    def _told(self, life: Rehearsal) -> CustomerTimeline:
        zone = local_zone(life.state.attributes, self._definitions, self._number)
        titles = Titles(self._definitions, self._number)
        return Teller(life.state.customer_id, zone, titles).timeline(life.entries)
