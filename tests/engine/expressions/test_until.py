"""The instants at which the clock alone changes a value."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.customer.memory import Memory
from engine.model import Attributes
from tests.engine.expressions.seeing import found, remembering, seeing
from tests.engine.expressions.strategies import NOW

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
BOUGHT = NOW - 10 * DAY


def bought(*days_ago: int) -> Memory:
    return remembering(*[("purchase", NOW - n * DAY, {"price": n}) for n in days_ago])


@pytest.mark.parametrize(
    ("text", "before", "until"),
    [
        ("since(purchase) >= 90d", False, BOUGHT + 90 * DAY),
        ("since(purchase) > 90d", False, BOUGHT + 90 * DAY + MICROSECOND),
        ("since(purchase) < 90d", True, BOUGHT + 90 * DAY),
        ("since(purchase) <= 90d", True, BOUGHT + 90 * DAY + MICROSECOND),
        ("since(purchase) == 90d", False, BOUGHT + 90 * DAY),
        ("since(purchase) == 10d", True, NOW + MICROSECOND),
        ("since(purchase) != 10d", False, NOW + MICROSECOND),
        ("since(purchase) in [8d, 20d]", False, BOUGHT + 20 * DAY),
        ("since(purchase) >= 3d", True, None),
        ("since(call) >= 3d", None, None),
        ("since(purchase) + 3d >= 90d", False, BOUGHT + 87 * DAY),
        ("since(purchase) / 1d >= 90", False, BOUGHT + 90 * DAY),
        ("2 * since(purchase) >= 90d", False, BOUGHT + 45 * DAY),
        ("since(purchase) * 3 >= 100d", False, BOUGHT + 100 * DAY / 3),
        ("-since(purchase) > -90d", True, BOUGHT + 90 * DAY),
        ("since(purchase) >= customer.gap * 1d", False, BOUGHT + 12 * DAY),
        ("customer.ends <= now + 30d", False, datetime(2026, 5, 31, 22, tzinfo=UTC)),
        ("now > customer.ends", False, datetime(2026, 6, 30, 22, tzinfo=UTC) + MICROSECOND),
        ("since(purchase) < 999999w", True, None),
        ("since(purchase) + (-since(purchase)) == 0d", True, None),
        ("happened(purchase, last 30d)", True, BOUGHT + 30 * DAY),
        ("happened(purchase, where price > 15, last 30d)", True, NOW + 10 * DAY),
        ("count(purchase, last 30d) >= 2", True, NOW + 10 * DAY),
        ("count(purchase) >= 2", True, None),
        ("count(purchase, where now > 2026-05-01) > 0", False, datetime(2026, 4, 30, 22, tzinfo=UTC) + MICROSECOND),
        ("since(purchase, last 30d) > 1d", True, BOUGHT + 30 * DAY),
        ("exists(customer.quiet)", True, None),
        ("happened(purchase, last 30d) and exists(customer.nope)", False, None),
        ("happened(purchase, last 30d) or exists(customer.nope)", True, BOUGHT + 30 * DAY),
        ("happened(purchase, last 30d) or exists(customer.ends)", True, None),
        ("since(purchase) > 40d and since(purchase) > 20d", False, BOUGHT + 40 * DAY + MICROSECOND),
        ("since(purchase) > 20d and since(purchase) > 40d", False, BOUGHT + 40 * DAY + MICROSECOND),
        ("not since(purchase) >= 90d", True, BOUGHT + 90 * DAY),
    ],
)  # fmt: skip
def test_the_next_change_is_announced_exactly(text: str, before: bool | None, until: datetime | None) -> None:
    customer: Attributes = {"gap": 12, "ends": "2026-07-01"}
    scope = seeing(customer=customer, memory=bought(20, 10), computed={"quiet": "since(purchase)"})
    here = found(text, scope)
    assert (here.value, here.until) == (before, until)
    if until is not None:
        then = seeing(customer=customer, memory=bought(20, 10), now=until)
        assert found(text, then).value is not before


def test_a_window_is_half_open() -> None:
    text = "count(purchase, last 30d)"
    leaving = BOUGHT + 30 * DAY
    assert found(text, seeing(memory=bought(10), now=leaving - MICROSECOND)).value == 1
    assert found(text, seeing(memory=bought(10), now=leaving)).value == 0


def test_folded_days_leave_a_window_too() -> None:
    hours = [NOW - timedelta(hours=n) for n in reversed(range(260))]
    memory = remembering(*[("view", at, {}) for at in hours])
    here = found("count(view, last 20d)", seeing(memory=memory))
    assert here.value == 260
    folded = min(memory.folded("view"))
    assert here.until == datetime(folded.year, folded.month, folded.day, tzinfo=UTC) + 21 * DAY - MICROSECOND
    assert (
        found("count(view, last 20d)", seeing(memory=memory, now=here.until)).value
        == 260 - memory.folded("view")[folded]
    )


def test_a_value_that_runs_with_the_clock_announces_no_instant() -> None:
    here = found("since(purchase)", seeing(memory=bought(10)))
    assert (here.value, here.until) == (10 * DAY, None)


def test_a_newer_event_may_begin_to_count_by_the_clock() -> None:
    due = "2026-05-01T00:00:00Z"
    text = "since(order, where now >= due) > 30d"
    orders = remembering(
        ("order", NOW - 40 * DAY, {"due": "2026-04-01T00:00:00Z"}), ("order", NOW - 2 * DAY, {"due": due})
    )
    begins = datetime(2026, 5, 1, tzinfo=UTC)
    assert (found(text, seeing(memory=orders)).value, found(text, seeing(memory=orders)).until) == (True, begins)
    assert found(text, seeing(memory=orders, now=begins)).value is False
    late = found("happened(order, where now >= due and due > 2026-04-20)", seeing(memory=orders))
    assert (late.value, late.until) == (False, begins)
