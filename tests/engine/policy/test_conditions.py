"""What a decision that a condition stopped says of it on record."""

import json
from typing import Any

from engine.contracts.journal import Decided
from engine.contracts.verbs import Pause
from tests.engine.books import Books, journey, send
from tests.engine.lives import Life


def _stopped(she: Life) -> dict[str, Any]:
    (drop,) = [one for one in she.entries if isinstance(one, Decided) and one.verdict == "drop"]
    return drop.rules[0].evidence


def test_a_drop_names_the_part_that_was_false_and_the_path_that_is_missing() -> None:
    when = "(customer.stage == 'new' or customer.plan.name == 'gold') and not happened(purchase, where amount > 99)"
    mark: dict[str, Any] = {"id": "mark", "update": {"customer.stage": "old"}}
    she = Life(Books(journey("a", send("hello", when=when)), journey("b", mark, enter="viewed")), stage="new")
    she.control(Pause(), "0")
    she.track("purchase", "1h", amount=5)
    she.track("viewed", "2h")
    assert she.dropped() == [("2h", "hello", "condition_false")]
    evidence = _stopped(she)
    assert [(part["depth"], part["text"], part["verdict"]) for part in evidence["when"]] == [
        (0, when, None),
        (1, "customer.stage == 'new' or customer.plan.name == 'gold'", None),
        (2, "customer.stage == 'new'", False),
        (2, "customer.plan.name == 'gold'", None),
    ]
    assert [part["values"] for part in evidence["when"][2:]] == [
        {"customer.stage": "old"},
        {"customer.plan.name": None},
    ]
    assert evidence["when"][3]["notes"] == ["missing path customer.plan.name"]
    assert "unless" not in evidence


def test_a_drop_says_what_was_true_of_its_unless() -> None:
    unless = "happened(purchase, where amount > 99) or count(viewed, since run) >= 1"
    she = Life(Books(journey("a", send("hello", when="event.amount > 1", unless=unless))))
    she.control(Pause(), "0")
    she.track("purchase", "1h", amount=5)
    she.track("viewed", "2h")
    evidence = _stopped(she)
    assert [part["text"] for part in evidence["unless"]] == [unless, "count(viewed, since run) >= 1"]
    assert evidence["unless"][1]["values"] == {"count(viewed, since run)": 1}
    assert "when" not in evidence


def test_what_is_said_of_a_condition_is_bounded() -> None:
    when = " or ".join(f"customer.note == '{number}'" for number in range(14))
    mark: dict[str, Any] = {"id": "mark", "update": {"customer.note": "x" * 1000}}
    she = Life(Books(journey("a", send("hello", when=when)), journey("b", mark, enter="viewed")), note="13")
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.track("viewed", "2h")
    evidence = _stopped(she)
    assert (len(evidence["when"]), evidence["when_left_out"]) == (10, 5)
    assert len(evidence["when"][1]["values"]["customer.note"]) == 200
    assert len(json.dumps(evidence)) < 5000


def test_what_goes_out_has_no_explanation() -> None:
    she = Life(Books(journey("a", send("hello", when="event.amount > 1"))))
    she.track("purchase", amount=5)
    (decided,) = [one for one in she.entries if isinstance(one, Decided)]
    assert list(decided.rules[0].evidence) == ["expires"]
