import pytest

from engine.expressions.mentions import TriggerUse, mentions
from engine.expressions.parse import value


def test_paths_and_properties_are_told_apart() -> None:
    found = mentions(value("count(purchase, where to.city == customer.address.city) > sum(view.price)"))
    assert found.paths == {"customer.address.city"}
    assert found.triggers == (
        TriggerUse("purchase", frozenset({"to.city"})),
        TriggerUse("view", frozenset({"price"})),
    )
    assert found.types == {"purchase", "view"}


def test_a_property_belongs_to_the_nearest_where() -> None:
    found = mentions(value("happened(a, where x == 1 and happened(b, where y == 2))"))
    assert found.triggers == (TriggerUse("a", frozenset({"x"})), TriggerUse("b", frozenset({"y"})))


@pytest.mark.parametrize(
    ("text", "since_run", "clock"),
    [
        ("count(purchase, since run)", True, False),
        ("count(purchase, last 3d)", False, True),
        ("since(purchase)", False, True),
        ("customer.a > now", False, True),
        ("count(purchase, where now > x)", False, True),
        ("median_gap(purchase)", False, False),
        ("exists(event.now)", False, False),
    ],
)
def test_what_moves_it(text: str, since_run: bool, clock: bool) -> None:
    found = mentions(value(text))
    assert (found.since_run, found.clock) == (since_run, clock)


def test_computed_attributes_are_followed() -> None:
    computed = {"quiet": value("since(purchase) > customer.limit"), "limit": value("customer.quiet")}
    found = mentions(value("customer.quiet"), computed)
    assert found.paths == {"customer.quiet", "customer.limit"}
    assert found.types == {"purchase"}
    assert found.clock
