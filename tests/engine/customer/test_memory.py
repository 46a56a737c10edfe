from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.customer.memory import NEWEST, Memory, Remembered

START = datetime(2026, 4, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)


def event(id: str, hours: int, **properties: str) -> Remembered:
    return Remembered(id=id, at=START + hours * HOUR, properties=dict(properties))


def filled(hours: Sequence[int]) -> Memory:
    memory = Memory()
    for number, hour in enumerate(hours):
        memory.remember("view", event(str(number), hour))
    return memory


def ids(memory: Memory) -> list[str]:
    return [remembered.id for remembered in memory.events("view")]


def test_events_stand_in_order_of_event_time_and_of_arrival_at_equal_times() -> None:
    assert ids(filled([5, 1, 5, 3, 1])) == ["1", "4", "3", "0", "2"]


def test_a_type_never_remembered_is_empty() -> None:
    memory = Memory()
    assert (list(memory.events("view")), memory.last_at("view"), dict(memory.folded("view"))) == ([], None, {})


def test_the_last_is_the_latest_by_event_time() -> None:
    assert filled([5, 9, 1]).last_at("view") == START + 9 * HOUR


def test_after_leaves_out_the_instant_itself() -> None:
    assert [found.id for found in filled([1, 2, 2, 3]).after("view", START + 2 * HOUR)] == ["3"]


def test_beyond_the_bound_the_oldest_folds_into_its_day() -> None:
    memory = filled(range(NEWEST + 30))
    assert len(memory.events("view")) == NEWEST
    assert memory.folded("view") == {date(2026, 4, 14): 24, date(2026, 4, 15): 6}


def test_a_late_event_older_than_all_is_counted_at_once() -> None:
    memory = filled(range(NEWEST))
    memory.remember("view", event("late", -30))
    assert "late" not in ids(memory)
    assert memory.folded("view") == {date(2026, 4, 12): 1}


def test_trimming_folds_the_oldest_of_all_types_and_keeps_the_newest_of_each() -> None:
    memory = Memory()
    for number, (type, hour) in enumerate([("a", 1), ("b", 2), ("a", 3), ("b", 40), ("a", 50)]):
        memory.remember(type, event(str(number), hour))
    assert memory.trim_oldest(2) == 2
    assert [[found.id for found in memory.events(type)] for type in ("a", "b")] == [["2", "4"], ["3"]]
    assert memory.folded("a") == memory.folded("b") == {START.date(): 1}


def test_trimming_more_forgets_the_oldest_days_at_last() -> None:
    memory = filled([-24, 0, 24])
    assert memory.trim_oldest(100) == 4
    assert ids(memory) == ["2"]
    assert memory.folded("view") == {}
    assert memory.trim_oldest(100) == 0


_events = st.lists(
    st.tuples(st.sampled_from(["view", "buy"]), st.integers(-1000, 1000), st.text(max_size=3)), max_size=30
)


@settings(max_examples=50, deadline=None)
@given(_events, st.integers(0, 10))
def test_it_comes_back_equal_and_compact(events: list[tuple[str, int, str]], trimmed: int) -> None:
    memory = Memory()
    for number, (type, hour, text) in enumerate(events):
        memory.remember(type, event(str(number), hour, text=text))
    memory.trim_oldest(trimmed)
    text = memory.model_dump_json()
    assert Memory.model_validate_json(text) == memory
    assert '"properties"' not in text


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 400), st.integers(1, 97))
def test_folding_loses_no_count(number: int, step: int) -> None:
    hours = [n * step % 89 for n in range(number)]
    memory = filled(hours)
    kept = list(memory.events("view"))
    assert len(kept) + sum(memory.folded("view").values()) == number
    assert [found.at for found in kept] == sorted(START + hour * HOUR for hour in hours)[-NEWEST:]
