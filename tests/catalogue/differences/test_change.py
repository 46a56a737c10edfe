import pytest
from pydantic import JsonValue

from catalogue.differences.change import Change, changes


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": {"b": "3d"}}, {"a": {"b": "5d"}}, [Change("a.b", "3d", "5d")]),
        ({"a": None}, {"a": ["x", "y"]}, [Change("a", "nothing", "[x, y]")]),
        ({}, {"a": True}, [Change("a", None, "true")]),
        ({"a": {"b": 1, "c": None}}, {}, [Change("a", "{ b: 1 }", None)]),
        (["x"], ["x", "y"], [Change("", "[x]", "[x, y]")]),
        ([{"when": "a"}, {"when": "b"}], [{"when": "a"}, {"when": "c"}], [Change("[1].when", "b", "c")]),
        ([{"when": "a"}], [{"when": "a"}, {"when": ""}], [Change("", "[{ when: a }]", '[{ when: a }, { when: "" }]')]),
    ],
)
def test_every_difference_is_found_by_its_path(before: JsonValue, after: JsonValue, found: list[Change]) -> None:
    assert list(changes(before, after)) == found


def test_elements_with_names_go_by_these() -> None:
    before: JsonValue = {"caps": [{"name": "week", "max": 3}, {"name": "day", "max": 1}]}
    after: JsonValue = {"caps": [{"name": "own", "max": 2}, {"name": "week", "max": 4}]}
    assert list(changes(before, after)) == [
        Change("caps.own", None, "{ name: own, max: 2 }"),
        Change("caps.week.max", "3", "4"),
        Change("caps.day", "{ name: day, max: 1 }", None),
    ]


def test_another_order_of_the_same_is_a_change() -> None:
    a: JsonValue = {"name": "a"}
    b: JsonValue = {"name": "b"}
    assert list(changes([a, b], [b, a], "outcomes")) == [Change("outcomes (order)", "a, b", "b, a")]
