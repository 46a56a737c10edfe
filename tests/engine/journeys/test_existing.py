"""What a publication asks of those who are there already."""

from typing import Any

import pytest

from engine.journeys.existing import Asked, asked
from engine.language.catalogue import Catalogue
from tests.engine.books import Books, journey, wait

ENROL = {"enrol": True, "pace": "2000 per 1h"}
LOW = {"name": "low", "channel": "email", "below": "30%", "recover": "50%"}


def lapsed(condition: str = "since(purchase) >= 90d", existing: Any = ENROL, **more: Any) -> Any:
    return journey("lapsed", wait("1d"), enter={"condition": condition, "existing": existing}, **more)


def found(*before: Any, now: tuple[Any, ...], was: Any = None, policy: Any = None) -> Asked:
    books = Books(*before, policy=was)
    books.publish(*now, policy=policy)
    old, new = (Catalogue.model_validate_json(books.catalogue(number)) for number in (1, 2))
    return asked(old, new, books.part)


def told(asked: Asked) -> list[tuple[str, ...]]:
    return [(one.kind, *one.concerns) for one in asked.wanted]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ((), (lapsed(),), [("look", "lapsed"), ("enrol", "lapsed")]),
        ((), (lapsed(existing="ignore"),), [("look", "lapsed")]),
        ((lapsed("since(purchase) >= 80d"),), (lapsed(),), [("look", "lapsed"), ("enrol", "lapsed")]),
        ((lapsed(existing="ignore"),), (lapsed(),), [("enrol", "lapsed")]),
        ((lapsed(title="Other"),), (lapsed(),), []),
        ((lapsed(),), (), []),
        ((lapsed(),), (journey("lapsed", wait("1d")),), []),
    ],
)
def test_what_is_new_is_asked(before: Any, now: Any, expected: list[tuple[str, ...]]) -> None:
    assert told(found(*before, now=now)) == expected


def test_an_enrolment_goes_on_as_long_as_its_condition_is_the_same_and_it_is_wanted() -> None:
    assert found(lapsed(), now=(lapsed(title="Other"),)).goes_on == {"lapsed"}
    assert found(lapsed(), now=(lapsed("since(purchase) >= 80d"),)).goes_on == set()
    assert found(lapsed(), now=(lapsed(existing="ignore"),)).goes_on == set()
    assert found(lapsed(), now=()).goes_on == set()


def test_new_thresholds_are_looked_at() -> None:
    low = {"response_rates": [LOW]}
    assert told(found(now=(), policy=low)) == [("look", "response_rates")]
    assert told(found(now=(), was=low, policy=low | {"zone": "Europe/Berlin"})) == []
    assert told(found(now=(), was=low)) == []


def test_new_blocks_that_last_beyond_their_condition_are_looked_at() -> None:
    block = {"name": "b", "while": "customer.n > 0", "and_for": "2d", "over": "hold"}
    policy = {"blocks": [block]}
    assert told(found(now=(), policy=policy)) == [("look", "blocks")]
    assert told(found(now=(), was=policy, policy=policy | {"zone": "Europe/Berlin"})) == []
    assert told(found(now=(), was=policy, policy={"blocks": [block | {"and_for": "3d"}]})) == []
    assert told(found(now=(), was=policy, policy={"blocks": [block | {"while": "customer.n > 1"}]})) == [
        ("look", "blocks")
    ]
    assert told(found(now=(), policy={"blocks": [block | {"and_for": "0s"}]})) == []


def test_the_pace_is_the_written_one() -> None:
    [_, enrol] = found(now=(lapsed(),)).wanted
    assert enrol.pace is not None
    assert (enrol.pace.count, enrol.pace.per.total_seconds()) == (2000, 3600)
