from datetime import UTC, datetime, timedelta

import pytest

from engine.expressions.evaluate import truth
from engine.expressions.parse import condition
from engine.expressions.values import Value
from engine.model import Attributes
from tests.engine.expressions.seeing import found, remembering, seeing
from tests.engine.expressions.strategies import NOW

T, F, U = "1 == 1", "1 == 2", "event.missing == 1"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"{T} and {T}", True), (f"{T} and {F}", False), (f"{T} and {U}", None),
        (f"{F} and {F}", False), (f"{F} and {U}", False), (f"{U} and {F}", False), (f"{U} and {U}", None),
        (f"{T} or {T}", True), (f"{T} or {F}", True), (f"{T} or {U}", True), (f"{U} or {T}", True),
        (f"{F} or {F}", False), (f"{F} or {U}", None), (f"{U} or {U}", None),
        (f"not {T}", False), (f"not {F}", True), (f"not {U}", None),
    ],
)  # fmt: skip
def test_unknown_is_carried_on(text: str, verdict: bool | None) -> None:
    assert found(text).value is verdict
    assert truth(condition(text), seeing()) is (verdict is True)


CUSTOMER: Attributes = {
    "plan": "contract",
    "age": 30,
    "vip": True,
    "none": None,
    "nan": float("nan"),
    "huge": 10**400,
    "interests": ["phones", "cases"],
    "address": {"city": "Bonn", "zip": "53111"},
    "ends": "2026-04-20",
    "met": "2026-04-14T10:00:00+02:00",
}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ('customer.plan == "contract"', True),
        ('customer.plan != "prepaid"', True),
        ("customer.plan == 5", None),
        ("customer.age == true", None),
        ("customer.vip == 1", None),
        ("customer.vip", True),
        ("customer.age", 30),
        ("customer.none == 1", None),
        ("customer.none != 1", None),
        ("customer.nan == 1 or exists(customer.nan)", None),
        ("customer.huge * 1.5 > 1", None),
        ("customer.huge > 1.5", True),
        ("customer.age / 0 == 1", None),
        ("customer.age / (2 + (-2)) == 1", None),
        ("customer.age + (-10) * 2 == 10", True),
        ("customer.age >= 30 and customer.age < 30.5", True),
        ("customer.plan + 3d > now", None),
        ('customer.address.city == "Bonn"', True),
        ("customer.address == customer.address", True),
        ("customer.address < customer.address", None),
        ("customer.interests == ['phones', 'cases']", True),
        ("customer.address.city.name == 1", None),
        ("exists(customer.address.street)", False),
        ("exists(customer.none)", False),
        ("exists(customer.vip)", True),
        ("exists(event.x)", False),
        ("customer.plan in ['prepaid', 'contract']", True),
        ("customer.plan in ['prepaid']", False),
        ("customer.plan in ['prepaid', customer.none]", None),
        ("customer.plan in customer.interests", False),
        ("'cases' in customer.interests", True),
        ("customer.plan in customer.age", None),
        ("customer.none in []", None),
        ("overlaps(customer.interests, ['cases', 'tv'])", True),
        ("overlaps(customer.interests, [])", False),
        ("overlaps(customer.interests, ['tv', 1])", False),
        ("overlaps([customer.none], [event.x])", False),
        ("overlaps(customer.interests, message.topics)", None),
        ("customer.ends > now", True),
        ("customer.ends == 2026-04-20", True),
        ("customer.ends + 1d == 2026-04-21", True),
        ("customer.met == 2026-04-14T08:00:00Z", True),
        ("customer.met < '2026-04-14T08:30:00Z'", True),
        ("customer.plan < now", None),
        ("'b' > 'a'", True),
        ("1h + 30m == 90m and 1d / 1h == 24 and 90m * 2 == 3h", True),
    ],
)
def test_comparisons(text: str, verdict: Value) -> None:
    assert found(text, seeing(customer=CUSTOMER)).value == verdict


def test_a_date_is_the_start_of_the_local_day() -> None:
    at_start = seeing(now=datetime(2026, 4, 13, 22, tzinfo=UTC))
    assert found("now == 2026-04-14", at_start).value is True


def day(number: int, hour: int = 12) -> datetime:
    return datetime(2026, 4, number, hour, tzinfo=UTC)


MEMORY = remembering(
    ("purchase", day(1), {"product": "case", "price": 10, "to": {"city": "Bonn"}}),
    ("purchase", day(3), {"product": "phone", "price": 599.9}),
    ("purchase", day(10, 1), {"product": "phone", "price": "free"}),
    ("purchase", day(10), {"product": "case", "price": 15.1, "to": {"city": "Ulm"}}),
    ("visit", day(12), {}),
)
SCOPE = seeing(event={"product": "phone"}, memory=MEMORY, run_since=day(3))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(purchase)", 4),
        ("count(purchase, where product == event.product)", 2),
        ("count(purchase, since run)", 3),
        ("count(purchase, last 5d)", 2),
        ("count(call)", 0),
        ("happened(call)", False),
        ("happened(purchase, where price > 100, last 30d)", True),
        ("happened(purchase, where price > 100, last 3d)", False),
        ("sum(purchase.price)", 625.0),
        ("sum(call.price)", 0),
        ("min(purchase.price)", 10),
        ("max(purchase.price)", 599.9),
        ("max(call.price)", None),
        ("distinct(purchase.product)", 2),
        ("first(purchase.to.city)", "Bonn"),
        ("last(purchase.to.city)", "Ulm"),
        ("last(purchase.to.city, last 1d)", None),
        ("top(purchase.product)", "case"),
        ("top(purchase.product, last 12d)", "phone"),
        ("since(visit)", NOW - day(12)),
        ("since(visit) / 1d", (NOW - day(12)) / timedelta(days=1)),
        ("since(purchase, where product == 'phone')", NOW - day(10, 1)),
        ("since(call)", None),
        ("median_gap(purchase)", 4.5),
        ("median_gap(visit)", None),
        ("max(purchase.price, where price < max(purchase.price))", 15.1),
        ("count(purchase, where happened(visit))", 4),
    ],
)
def test_functions_over_memory(text: str, expected: Value) -> None:
    assert found(text, SCOPE).value == expected


def test_of_equally_frequent_values_the_latest_is_on_top() -> None:
    memory = remembering(*[("view", day(n), {"p": p}) for n, p in enumerate(["a", "b", "a", "b", "c"], 1)])
    assert found("top(view.p)", seeing(memory=memory)).value == "b"


def test_a_median_gap_counts_local_dates() -> None:
    # 22:30 UTC is the next day in Berlin: two dates in UTC, three local ones.
    late = datetime(2026, 4, 3, 22, 30, tzinfo=UTC)
    memory = remembering(("buy", day(1), {}), ("buy", day(3), {}), ("buy", late, {}))
    assert found("median_gap(buy)", seeing(memory=memory)).value == 1.5


def test_since_run_is_missing_outside_a_run() -> None:
    assert found("count(purchase, since run) < 2", seeing(memory=MEMORY)).value is None


def test_since_run_includes_the_entering_trigger() -> None:
    assert found("count(purchase, since run)", seeing(memory=MEMORY, run_since=day(10))).value == 1


def test_computed_attributes_are_the_customers() -> None:
    scope = seeing(
        customer={"gap": 1},
        memory=MEMORY,
        computed={"gap": "median_gap(purchase)", "quiet": "since(purchase)", "late": "customer.quiet > 3d"},
    )
    assert found("customer.gap", scope).value == 4.5
    assert found("customer.late", scope).value is True
    assert found("customer.quiet >= 30d", scope).until == day(10) + timedelta(days=30)


def test_computed_attributes_in_a_circle_are_missing() -> None:
    scope = seeing(computed={"a": "customer.b + customer.b", "b": "customer.a + customer.a"})
    assert found("customer.a", scope).value is None


def test_folded_events_are_counted_only() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=n) for n in range(300)]
    scope = seeing(memory=remembering(*[("view", at, {"n": 1}) for at in hours]), run_since=start)
    assert found("count(view)", scope).value == 300
    assert found("count(view, since run)", scope).value == 300
    assert found("sum(view.n)", scope).value == 200


def test_dates_at_the_edge_of_the_calendar_have_gaps_too() -> None:
    edges = (datetime.min.replace(tzinfo=UTC), day(1), datetime.max.replace(tzinfo=UTC))
    memory = remembering(*[("buy", at, {}) for at in edges])
    gap = found("median_gap(buy)", seeing(memory=memory)).value
    assert isinstance(gap, float)
    assert gap > 365 * 1000
