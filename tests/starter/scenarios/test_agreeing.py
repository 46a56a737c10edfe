"""The real run is told in the pure run's instants, and in its order within an instant; nothing else is smoothed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from starter.scenarios.agreeing import DRIFT, agreed
from starter.tracking_plan import complaints
from tests.docs.pages import ROOT
from trials.scenarios.happening import Happening, What, Witnessed
from trials.scenarios.script import Scripts

NOON = datetime(2026, 4, 14, 12, tzinfo=UTC)
FILE = ROOT / "examples" / "house-rules" / "scenarios" / "rules" / "observe.yaml"


def happening(what: What, subject: str, late: timedelta = timedelta(), until: datetime | None = None) -> Witnessed:
    return Witnessed(happening=Happening(at=NOON + late, customer="ann", what=what, subject=subject, until=until))


def told(real: list[Witnessed], pure: list[Witnessed], file: Path = FILE) -> list[tuple[str, str, datetime]]:
    found = agreed(real, pure, Scripts(complaints).script(file))
    return [(one.happening.what, one.happening.subject, one.happening.at) for one in found]


def test_a_moment_late_is_in_time_and_the_order_of_an_instant_is_the_pure_runs() -> None:
    pure = [happening("enter", "series"), happening("send", "welcome"), happening("send", "tips")]
    late = timedelta(seconds=1)
    real = [happening("enter", "series", late), happening("send", "tips", late), happening("send", "welcome", late * 2)]
    assert told(real, pure) == told(pure, pure)


def test_what_is_too_late_missing_or_more_stays_so() -> None:
    pure = [happening("enter", "series"), happening("send", "welcome")]
    later = DRIFT + timedelta(seconds=1)
    real = [happening("send", "welcome", later), happening("send", "tips")]
    assert told(real, pure) == [("send", "tips", NOON), ("send", "welcome", NOON + later)]


def test_a_hold_of_moments_is_the_drift_and_a_longer_one_is_none() -> None:
    pure = [happening("send", "welcome")]
    held = happening("hold", "welcome", until=NOON + timedelta(seconds=1))
    assert told([held, *pure], pure) == told(pure, pure)
    longer = happening("hold", "welcome", until=NOON + timedelta(minutes=5))
    assert len(told([longer, *pure], pure)) == 2
