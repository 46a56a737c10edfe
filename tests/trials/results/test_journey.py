"""The results of a journey against an outsider's count: what each customer did follows from her number alone."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine

from audit.queries.courses import Course
from engine.definitions import Definitions
from tests.engine.lives import at
from tests.trials.results.population import BOOKS, CUSTOMERS
from trials.results.arms import Arms
from trials.results.counting import Tally
from trials.results.journey import results
from trials.results.result import Comparison, Group, JourneyResults

NUMBERS = range(1, CUSTOMERS + 1)


def place(salt: str, number: int) -> float:
    """Where a customer lies under a salt, from 0 to 1."""
    return int(hashlib.sha256(f"{salt}:c-{number}".encode()).hexdigest()[:16], 16) / 2**64


CONTROL = [n for n in NUMBERS if place("h", n) < 0.4]
TREATED = [n for n in NUMBERS if n not in CONTROL]
PLAIN = [n for n in TREATED if place("t", n) < 0.5]
TIPS = [n for n in TREATED if n not in PLAIN]


def entered(numbers: Sequence[int]) -> int:
    return len(numbers) + sum(n % 3 == 0 for n in numbers)


def converted(numbers: Sequence[int]) -> list[int]:
    return [n for n in numbers if n % 5 == 0]


@pytest.fixture(scope="module")
def found(population: Engine) -> JourneyResults:
    return results(population, "onboarding")


def group(found: JourneyResults, kind: str, name: str) -> Group:
    [one] = [one for one in found.groups if (one.kind, one.name) == (kind, name)]
    return one


@pytest.mark.parametrize(
    ("kind", "name", "numbers"),
    [
        ("all", "all", NUMBERS),
        ("version", BOOKS.version("onboarding"), NUMBERS),
        ("holdout", "control", CONTROL),
        ("holdout", "treated", TREATED),
        ("arm", "test=plain", PLAIN),
        ("arm", "test=tips", TIPS),
    ],
)
def test_every_group_has_those_who_belong_to_it(
    found: JourneyResults, kind: str, name: str, numbers: Sequence[int]
) -> None:
    one = group(found, kind, name)
    returned = sum(n % 4 == 0 for n in numbers)
    assert (one.entered, one.customers) == (entered(numbers), len(numbers))
    assert (one.ended, one.inside) == ({"returned": returned}, entered(numbers) - returned)
    assert (one.goals, one.converted, one.value) == (
        len(converted(numbers)),
        len(converted(numbers)),
        sum(converted(numbers)),
    )


def test_there_is_no_other_group(found: JourneyResults) -> None:
    assert Counter(one.kind for one in found.groups) == {"all": 1, "version": 1, "holdout": 2, "arm": 2}
    assert found.groups[0].kind == "all"


def test_messages_are_counted_with_what_people_said_of_them(found: JourneyResults) -> None:
    [welcome, *_] = group(found, "all", "all").messages
    again = [n for n in TREATED if n % 3 == 0]
    opted_out = [n for n in again if n % 10 == 1]
    assert welcome.message == "welcome"
    assert welcome.sent == len(TREATED) + len(again) - len(opted_out)
    assert welcome.unknown == sum(n % 11 == 0 and n % 2 == 1 for n in TREATED)  # a click says that it arrived
    assert welcome.answered == welcome.clicked == sum(n % 2 == 0 for n in TREATED)
    assert (welcome.opened, welcome.replied) == (0, 0)  # machines alone have opened it
    assert welcome.unsubscribed == sum(n % 10 == 1 for n in TREATED)
    out = {"opted_out": len(opted_out)} if opted_out else {}
    assert welcome.dropped == out | {"holdout": entered(CONTROL)}


def test_what_was_refused_or_complained_about_is_counted(found: JourneyResults) -> None:
    by_name = {one.message: one for one in group(found, "arm", "test=tips").messages}
    first = [n for n in TIPS if n % 13 != 0]
    again = [n for n in TIPS if n % 3 == 0 and n % 10 != 1]
    assert by_name["tips"].sent == len(first) + len(again)
    complained = [n for n in TIPS if n % 8 == 3 and n % 10 != 1]
    assert by_name["offer"].complained == len(complained)
    assert group(found, "arm", "test=tips").complained == len(complained)


def test_those_who_came_to_a_step_and_stand_there_are_counted_in_the_order_of_the_journey(
    found: JourneyResults,
) -> None:
    everybody = group(found, "all", "all")
    steps = {one.step: one for one in everybody.steps}
    assert [one.step for one in everybody.steps] == ["welcome", "test", "tips", "read", "later", "offer", "long"]
    stayed = [n for n in NUMBERS if n % 4 != 0]
    again = [n for n in NUMBERS if n % 3 == 0]
    assert steps["test"].came == entered(NUMBERS)
    assert steps["long"].standing == len(stayed) + len(again) == everybody.inside


def test_who_was_erased_is_inside_no_more() -> None:
    tally = Tally("all", "all")
    for standing, outcome in (("wait", None), (None, "completed"), (None, None)):
        tally.add(Course("c-1", "e-1", "v1", at("0d"), None, standing=standing, outcome=outcome))
    found = tally.group([])
    assert (found.entered, found.inside, found.ended) == (3, 1, {"completed": 1})


def test_a_period_takes_those_who_entered_in_it_with_all_that_came_of_them(population: Engine) -> None:
    early = results(population, "onboarding", until=at("1d")).groups[0]
    late = results(population, "onboarding", since=at("1d")).groups[0]
    assert (early.entered, late.entered) == (CUSTOMERS, sum(n % 3 == 0 for n in NUMBERS))
    assert (early.goals, late.goals) == (len(converted(NUMBERS)), 0)
    assert results(population, "onboarding", since=at("9d")).groups == ()


def test_arms_are_compared_with_control_and_with_the_arm_that_is_written_first(found: JourneyResults) -> None:
    pairs = [(one.group, one.against) for one in found.comparisons]
    assert pairs == [
        ("treated", "control"),
        ("test=plain", "control"),
        ("test=tips", "control"),
        ("test=tips", "test=plain"),
    ]
    first = found.comparisons[0]
    assert first.rate == pytest.approx(len(converted(TREATED)) / len(TREATED))
    assert first.rate_against == pytest.approx(len(converted(CONTROL)) / len(CONTROL))
    assert first.low < first.difference < first.high


def test_arms_from_before_they_were_kept_are_told_by_their_steps(population: Engine) -> None:
    arms = Arms(Definitions(BOOKS))
    version = BOOKS.version("onboarding")
    old = Course("c-1", "e-1", version, at("0"), None, steps={"welcome", "read"})
    assert dict(arms.of(old)) == {"test": "tips"}
    assert dict(arms.of(Course("c-1", "e-1", version, at("0"), None, steps={"welcome", "later"}))) == {}


def comparison(**more: Any) -> Comparison:
    facts = {"group": "a", "against": "b", "rate": 0.2, "rate_against": 0.1, "difference": 0.1, "lift": 1.0}
    bounds = {"low": 0.05, "high": 0.15, "lift_low": 0.5, "lift_high": 1.5, "enough": True}
    return Comparison.model_validate({**facts, **bounds, **more})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "more"),
        ({"low": -0.15, "high": -0.05}, "fewer"),
        ({"low": -0.05}, "no difference shown"),
        ({"enough": False}, "too few to say"),
    ],
)
def test_a_comparison_says_what_its_interval_says(more: dict[str, Any], says: str) -> None:
    assert comparison(**more).says == says
