from datetime import timedelta

from engine.expressions.explain import explain
from engine.expressions.parse import condition
from tests.engine.expressions.seeing import remembering, seeing
from tests.engine.expressions.strategies import NOW

DAY = timedelta(days=1)


def test_every_part_has_its_verdict_and_its_values() -> None:
    text = "exists(run.store) and (customer.plan == 'contract' or not since(purchase) >= 90d)"
    scope = seeing(
        run={"store": "Bonn"},
        customer={"plan": "prepaid"},
        memory=remembering(("purchase", NOW - 91 * DAY, {})),
    )
    parts = explain(condition(text), scope)
    assert [(part.depth, part.text, part.verdict) for part in parts] == [
        (0, text, False),
        (1, "exists(run.store)", True),
        (1, "customer.plan == 'contract' or not since(purchase) >= 90d", False),
        (2, "customer.plan == 'contract'", False),
        (2, "not since(purchase) >= 90d", False),
        (3, "since(purchase) >= 90d", True),
    ]
    assert [part.values for part in parts if part.values] == [
        {"run.store": "Bonn"},
        {"customer.plan": "prepaid"},
        {"since(purchase)": 91.0},
    ]


def test_a_missing_path_is_named() -> None:
    (part,) = explain(condition("customer.open_tickets > 0"), seeing())
    assert (part.verdict, part.notes) == (None, ("missing path customer.open_tickets",))


def test_a_path_missing_in_where_is_named() -> None:
    (part,) = explain(condition("happened(purchase, where product == event.product)"), seeing())
    assert part.notes == ("missing path event.product",)


def test_a_function_without_a_value_is_named() -> None:
    (part,) = explain(condition("since(purchase) >= 90d"), seeing())
    assert (part.verdict, part.notes) == (None, ("since(purchase) has no value",))


def test_the_next_change_is_said() -> None:
    scope = seeing(memory=remembering(("purchase", NOW, {})))
    (part,) = explain(condition("since(purchase) >= 90d"), scope)
    assert part.until == NOW + 90 * DAY


def test_it_says_what_only_the_newest_events_were_asked_for() -> None:
    scope = seeing(memory=remembering(*[("view", NOW - n * DAY, {"p": 1}) for n in range(203)]))
    (sums,) = explain(condition("sum(view.p) > 1"), scope)
    (counts,) = explain(condition("count(view) > 1"), scope)
    assert sums.notes == ("sum sees the newest 200 of view; 3 older ones are only counted",)
    assert counts.notes == ()
