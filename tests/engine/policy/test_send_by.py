"""Until when a message may leave: nothing goes out in quiet hours because something kept trying."""

from datetime import datetime, timedelta

import pytest

from engine.contracts.answers import NotNow
from engine.contracts.commands import Deliver
from engine.deadline import deadline
from engine.decide import decide
from engine.policy.shared.clearance import SharedRows, judge
from tests.engine.lives import Life, at
from tests.engine.policy.nights import NIGHT, books


def test_the_send_by_of_a_where_that_the_clock_makes_true() -> None:
    stale = {**NIGHT, "where": "since(purchase) >= 15h"}
    she = Life(books(stale))
    she.answers["hello"] = [None]
    she.track("purchase", "0")
    she.propose("hello", "14h")
    assert she.delivery("hello").send_by == at("15h")


def cleared(command: Deliver, now: datetime) -> bool:
    return judge(SharedRows(in_force=command.catalogue, now=now), command) is None


@pytest.mark.parametrize("first", ["observe", "enforce"])
def test_a_delivery_is_cleared_up_to_the_next_night_and_not_in_it(first: str) -> None:
    early = {"name": "early", "channels": ["email"], "from": "20:00", "to": "08:00", "mode": first}
    she = Life(books(early, NIGHT))
    she.answers["hello"] = [None]
    she.propose("hello", "0")
    ends = at("13h") if first == "observe" else at("12h")
    command = she.delivery("hello")
    assert command.send_by == ends
    assert cleared(command, ends - timedelta(microseconds=1))
    assert not any(cleared(command, ends + timedelta(minutes=minutes)) for minutes in range(0, 1_000, 7))


def test_the_expiry_may_come_first() -> None:
    she = Life(books(NIGHT, expires="2h"))
    she.answers["hello"] = [None]
    she.propose("hello", "0")
    assert she.delivery("hello").send_by == at("2h")


def test_what_came_too_late_is_held_to_the_opening_at_once() -> None:
    she = Life(books(NIGHT))
    she.answers["hello"] = [None]
    she.propose("hello", "12h59m")
    she.answer("hello", NotNow(why="late"), "13h5s")
    assert she.held() == [("13h5s", "hello", "quiet_hours")]
    assert she.state.proposals[0].slot is None
    she.advance("3d")
    assert [one for one, _ in she.sent()] == ["12h59m", "1d"]


def test_what_came_too_late_for_its_expiry_is_dropped_at_once() -> None:
    she = Life(books(expires="1h"))
    she.answers["hello"] = [None]
    she.propose("hello", "0")
    she.answer("hello", NotNow(why="late"), "1h2s")
    assert she.dropped() == [("1h2s", "hello", "expired")]


@pytest.mark.parametrize("behind", ["1s", "20s", "10m"])
def test_a_clock_that_is_behind_never_spins(behind: str) -> None:
    """The ledger's clock says late while the workflow's is not there yet."""
    she = Life(books(NIGHT))
    she.answers["hello"] = [NotNow(why="late")] * 30
    offset = {"1s": "12h59m59s", "20s": "12h59m40s", "10m": "12h50m"}[behind]
    she.propose("hello", offset)
    she.advance("13h1s")
    assert len(she.deliveries()) <= 6
    assert she.state.proposals[0].reason == "quiet_hours"
    wakes = 0
    while (due := deadline(she.state)) is not None and due < at("1d"):
        decide(she.state, due, she.definitions)
        wakes += 1
    assert wakes == 0


def test_a_message_in_flight_is_asked_back_where_it_is_quiet_by_now() -> None:
    she = Life(books(NIGHT), zone="UTC")
    she.answers["hello"] = [None]
    she.propose("hello", "8h")
    she.identify("8h1s", zone="Asia/Tokyo")  # 01:00 there
    assert she.state.proposals[0].doubted
    she.answer("hello", NotNow(why="cancelled"), "8h2s")
    assert she.held() == [("8h2s", "hello", "quiet_hours")]


def test_a_message_in_flight_is_asked_back_where_it_has_to_leave_earlier_by_now() -> None:
    she = Life(books({**NIGHT, "where": "customer.n > 0"}))
    she.answers["hello"] = [None]
    she.propose("hello", "8h")
    she.identify("9h", n=1)  # quiet in four hours; until now it never was
    assert she.state.proposals[0].doubted
