"""What departments ask and report, in the words of timers, records, Temporal's UI and the story."""

from zoneinfo import ZoneInfo

from engine.deadline import deadline
from engine.telling.details import details
from engine.telling.sentences import sentence
from engine.telling.summaries import of_journal, of_timer
from engine.telling.titles import Titles
from engine.views import status
from tests.engine.inputs.departments import Departments, shop
from tests.engine.lives import at

UTC = ZoneInfo("UTC")


def told(she: Departments) -> list[str]:
    """The newest lines of her story that are no inputs."""
    titles = Titles(she.definitions, 1)
    return [sentence(one, titles, UTC) for one in she.state.tail if one.what in ("slot", "elsewhere")]


def test_a_reservation_and_its_lapse() -> None:
    she = shop()
    she.ask("a-1", "0")
    assert of_timer(she.state, at("10m"), at("0"), she.definitions) == "10 minutes, then the place of flyer lapses"
    assert "- flyer: reserved for store until Tue 14 Apr 2026 08:10" in details(she.state, she.definitions)
    assert of_journal(tuple(she.entries[-1:]), 1, she.definitions) == "noted: reserved flyer for store"
    she.advance("10m")
    assert told(she) == [
        "“flyer”: its place is reserved until Tue 14 Apr 2026 08:10",
        "“flyer”: its place is lapsed",
    ]


def test_what_is_planned_and_what_was_sent() -> None:
    she = shop()
    she.report("r-1", "0", "3d")
    she.report("r-2", "0", "-1h")
    due = deadline(she.state)
    assert due is not None
    assert of_timer(she.state, due, at("0"), she.definitions) == "3 days, then flyer of store, as planned"
    assert "- flyer: planned by store for Fri 17 Apr 2026 08:00" in details(she.state, she.definitions)
    assert of_journal(tuple(she.entries[-1:]), 1, she.definitions) == "noted: flyer sent by store"
    assert told(she) == [
        "“flyer”: planned by its department, Fri 17 Apr 2026 08:00",
        "“flyer”: reported by its department, Tue 14 Apr 2026 07:00",
    ]


def test_the_status_tells_reserved_and_planned_from_held() -> None:
    she = shop()
    she.ask("a-1", "0")
    she.report("r-1", "0", "3d")
    seen = status(she.state, "build")
    assert (seen.held, seen.in_flight) == ((), ())
    assert [(one.message, one.department, one.until) for one in (*seen.reserved, *seen.planned)] == [
        ("flyer", "store", at("10m")),
        ("flyer", "store", at("3d")),
    ]
