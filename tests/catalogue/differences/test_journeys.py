import pytest

from catalogue.differences.change import Change
from catalogue.differences.journeys import JourneyChange, compare_journeys
from engine.language.journey import Journey
from tests.catalogue.differences.editions import STEPS, small

SWAPPED = "{ id: b, send: welcome }, { id: a, wait: 1d }"


def compared(before: Journey, after: Journey) -> JourneyChange:
    [change] = compare_journeys({"small": before}, {"small": after})
    return change


def steps(changed: str) -> list[tuple[str, str]]:
    return [(step.id, step.kind) for step in compared(small(), small(changed)).steps]


def test_the_same_is_no_change() -> None:
    assert compare_journeys({"small": small()}, {"small": small()}) == ()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("pause, wait: 3d", "pause, wait: 5d", [("pause", "changed")]),
        ("  - { id: pause, wait: 3d }\n", "", [("pause", "removed")]),
        ("{ id: b, send: welcome }", "{ id: b, send: welcome }, { id: n, wait: 1d }", [("n", "added")]),
        ('"contract"', '"prepaid"', [("way", "changed")]),  # and the steps of the arm stay where they are
        ("{ id: a, wait: 1d }, { id: b, send: welcome }", SWAPPED, [("b", "moved")]),
        ("{ id: a, wait: 1d }, ", "", [("a", "removed")]),
        ("[ { id: c, end: left } ]", "[]", [("c", "removed")]),
        ("- when: customer", "- { when: customer.open > 3, steps: [] }\n      - when: customer", [("way", "changed")]),
        ("id: last", "id: end", [("end", "added"), ("last", "removed")]),
    ],
)  # fmt: skip
def test_steps_are_told_by_their_ids(old: str, new: str, found: list[tuple[str, str]]) -> None:
    assert old in STEPS
    assert sorted(steps(STEPS.replace(old, new, 1))) == sorted(found)


def test_a_step_that_goes_into_another_lane_has_moved() -> None:
    moved = STEPS.replace("  - { id: last, wait: 1d }\n", "").replace(
        "[ { id: c,", "[ { id: last, wait: 1d }, { id: c,"
    )
    assert steps(moved) == [("last", "moved")]


def test_what_changed_in_a_step_is_told_without_the_steps_inside_it() -> None:
    change = compared(small(), small(STEPS.replace('"contract"', '"prepaid"').replace("a, wait: 1d", "a, wait: 2d")))
    assert [(step.id, step.changes) for step in change.steps] == [
        ("way", (Change("branch[0].when", 'customer.plan == "contract"', 'customer.plan == "prepaid"'),)),
        ("a", (Change("wait.elapsed", "1d", "2d"),)),
    ]
    assert change.marks("before") == change.marks("after") == {"way": "changed", "a": "changed"}


def test_marks_belong_to_their_side() -> None:
    change = compared(small(), small(STEPS.replace("id: last", "id: end")))
    assert (change.marks("before"), change.marks("after")) == ({"last": "removed"}, {"end": "added"})


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        (None, small(), "new"),
        (small(), None, "withdrawn"),
        (small(), small(title="Another"), "changed"),
        (small(), small(status="closing"), "closing"),
        (small(status="closing"), small(), "live again"),
    ],
)
def test_what_becomes_of_a_journey(before: Journey | None, after: Journey | None, fate: str) -> None:
    [change] = compare_journeys({"small": before} if before else {}, {"small": after} if after else {})
    assert (change.fate, change.steps) == (fate, ())


def test_the_rest_is_told_by_path() -> None:
    change = compared(small(), small(exit=[], goal=None, stage="loyal"))
    assert [(one.path, one.after) for one in change.rest] == [("stage", "loyal"), ("exit", "[]"), ("goal", "nothing")]


@pytest.mark.parametrize(
    "step",
    [
        "{ id: note, set: { run.x: [ { when: customer.open > 3, to: 1 }, { otherwise: OLD } ] } }",
        "{ id: find, lookup: shops, with: { steps: OLD }, into: run.shop }",
        "{ id: tell, update: { customer.otherwise: OLD } }",
        "{ id: listen, wait_for: { first_of: [ { name: a, trigger: purchase } ], timeout: { after: OLDd, go: end } } }",
    ],
)
def test_no_value_of_a_step_is_taken_for_the_steps_inside(step: str) -> None:
    before, after = (small(f"  - {step.replace('OLD', value)}\n") for value in ("5", "6"))
    [change] = compared(before, after).steps
    assert change.kind == "changed" and "5" in str(change.changes[0].before) and "6" in str(change.changes[0].after)
