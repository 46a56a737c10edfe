import pytest

from engine.expressions.mentions import mentions
from engine.expressions.parse import value


def test_paths_and_triggers_are_told_apart() -> None:
    found = mentions(value("count(purchase, where to.city == customer.address.city) > sum(view.price)"))
    assert found.paths == {"customer.address.city"}
    assert found.types == {"purchase", "view"}


def test_a_trigger_inside_a_where_is_named_too() -> None:
    found = mentions(value("happened(a, where x == 1 and happened(b, where y == 2))"))
    assert not found.paths and found.types == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("count(purchase, since run)", False),
        ("count(purchase, last 3d)", True),
        ("since(purchase)", True),
        ("customer.a > now", True),
        ("count(purchase, where now > x)", True),
        ("median_gap(purchase)", False),
        ("exists(event.now)", False),
    ],
)
def test_what_moves_it(text: str, clock: bool) -> None:
    assert mentions(value(text)).clock == clock
