"""The same inputs give the same decisions on the pure engine and on the real workflow."""

from datetime import datetime

import pytest

from engine.contracts.journal import Decided, Ended, Entered, Entry, EntryRefused, GoalReached, Moved
from engine.definitions import Definitions
from tests.replay.committed import SHELF, Committed
from tests.replay.shapes import SHAPES
from tests.trials.lives import lived, recorded

Seen = tuple[str, str, str, str, datetime | None]
FIRST_RUNS = [Committed(shape, 1) for shape in SHAPES]


def seen(entry: Entry) -> Seen | None:
    """What has to agree: `at` is a task's time in the one and the very instant in the other, `due` is the instant."""
    match entry:
        case Decided():
            return entry.verdict, entry.message, str(entry.step), str(entry.reason), entry.due
        case Entered():
            return entry.kind, entry.journey, entry.key, entry.enrolment_id, entry.due
        case EntryRefused():
            return entry.kind, entry.journey, entry.key, entry.reason, None
        case Moved():
            return entry.kind, entry.journey, entry.step, entry.enrolment_id, entry.due
        case Ended():
            return entry.kind, entry.journey, entry.outcome, entry.enrolment_id, entry.due
        case GoalReached():
            return entry.kind, entry.journey, str(entry.value), str(entry.credited_to), entry.event_at
        case _:
            return None


@pytest.mark.parametrize("run", FIRST_RUNS, ids=str)
def test_the_pure_engine_decides_as_the_real_workflow_did(run: Committed) -> None:
    here = [seen(entry) for entry in lived(run, Definitions(SHELF))]
    there = [seen(entry) for entry in recorded(run)]
    assert any(there)
    assert [one for one in here if one] == [one for one in there if one]
