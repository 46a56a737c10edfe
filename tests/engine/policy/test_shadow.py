"""`delivery: shadow`: everything is decided and recorded, and nothing is sent."""

from typing import Any

import pytest

from engine.contracts.inputs import Ask, ConsentChange, Elsewhere
from engine.contracts.verbs import Pause, Resume
from engine.language.terms import Channel, Purpose, Reason
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.lives import Life, at
from tests.engine.policy.records import decisions

ONE_A_WEEK = {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "drop"}
SHADOWS: dict[str, dict[str, Any]] = {
    "everything": {"policy": {"delivery": "shadow"}},
    "department": {"policy": {"departments": {"shop": {"delivery": "shadow"}}}},
    "journey": {"journey": {"delivery": "shadow"}},
}


def life(shadow: str, *, goal: bool = False, **policy: Any) -> Life:
    written = SHADOWS[shadow]
    more = dict(written.get("journey", {}))
    if goal:
        more["goal"] = {"trigger": "viewed", "within": "2d of message"}
    trying = journey("trying", send("hello"), wait("1d"), send("bye"), **more)
    live = journey("live", send("news"), enter="viewed")
    messages = (message("news", department="press"),)
    return Life(Books(trying, live, messages=messages, policy=policy | written.get("policy", {})))


@pytest.mark.parametrize("shadow", sorted(SHADOWS))
def test_it_is_decided_and_recorded_and_never_sent(shadow: str) -> None:
    she = life(shadow)
    she.track("purchase", "0")
    she.advance("9d")
    assert she.sent() == [("0", "hello"), ("1d", "bye")]
    assert [one.shadow for one in decisions(she)] == [True, True]
    assert all(one.rules for one in decisions(she))
    assert she.deliveries() == []
    assert she.state.proposals == []


@pytest.mark.parametrize("shadow", sorted(SHADOWS))
def test_its_journey_goes_on_as_if_it_had_gone_out(shadow: str) -> None:
    she = life(shadow, goal=True)
    she.track("purchase", "0")
    she.track("viewed", "1d1h")
    assert she.moves() == [("0", "hello"), ("0", "pause"), ("1d", "bye"), ("1d1h", "news")]
    assert she.ended()[0] == ("1d", "trying", "completed")
    (goal,) = she.goals()
    assert goal.credited_to == decisions(she, "bye")[0].message_id


@pytest.mark.parametrize(("shadow", "others"), [("everything", 0), ("department", 1), ("journey", 1)])
def test_what_is_not_in_shadow_is_sent(shadow: str, others: int) -> None:
    she = life(shadow)
    she.track("viewed", "0")
    assert len(she.deliveries()) == others
    assert [one.shadow for one in decisions(she)] == [others == 0]


def test_where_everything_is_in_shadow_it_takes_its_place_under_the_caps() -> None:
    she = life("everything", caps=[ONE_A_WEEK])
    she.track("purchase", "0")
    she.track("viewed", "1h")
    she.advance("3d")
    assert she.dropped() == [("1h", "news", "cap"), ("1d", "bye", "cap")]
    (slot,) = she.state.sent
    assert (slot.message, slot.shadow) == ("hello", True)


@pytest.mark.parametrize("shadow", sorted(SHADOWS))
def test_what_is_dropped_or_held_is_so_in_shadow_too(shadow: str) -> None:
    she = life(shadow)
    she.control(Pause(), "-5m")
    she.track("purchase", "0")
    assert she.held() == [("0", "hello", "paused")]
    she.control(Resume(), "1h")
    she.identify("2h", ConsentChange(status="denied"))
    she.advance("9d")
    assert she.sent() == [("1h", "hello")]
    assert she.dropped() == [("1d1h", "bye", "opted_out")]


def test_once_out_of_the_shadow_it_is_sent() -> None:
    books = Books(messages=(message("hello"),), policy={"delivery": "shadow"})
    she = Life(books)
    she.propose("hello", "0")
    books.publish(messages=(message("hello"),))
    she.state.catalogue = 2
    she.propose("hello", "1h")
    assert [one.shadow for one in decisions(she)] == [True, False]
    assert len(she.deliveries()) == 1


def test_what_is_tried_out_takes_no_place_from_what_goes_out() -> None:
    """And the other way round it does: what is tried out is decided beside everything that is there."""
    she = life("journey", caps=[ONE_A_WEEK])
    she.track("purchase", "0")
    she.track("viewed", "1h")
    assert [(one.message, one.verdict, one.shadow) for one in decisions(she)] == [
        ("hello", "send", True),
        ("news", "send", False),
    ]
    she.advance("2d")
    assert she.dropped() == [("1d", "bye", "cap")]


def test_what_was_tried_out_is_not_tried_again_after_a_move() -> None:
    she = life("journey")
    she.track("purchase", "0")
    (enrolment,) = she.state.enrolments
    assert enrolment.sends == {"hello": "hello"}


@pytest.mark.parametrize("steps", [(send("hello"),), (wait("1d"), send("hello"))])
def test_nothing_gives_way_to_what_is_only_tried_out(steps: tuple[Any, ...]) -> None:
    policy = {
        "conflicts": [
            {
                "name": "away",
                "keep": {"messages": "hello"},
                "yield": {"messages": "news"},
                "within": "2d",
                "over": "hold",
            }
        ],
        "caps": [{**ONE_A_WEEK, "look_ahead": "3d"}],
        "blocks": [{"name": "no-hello", "while": "customer.n == 1", "allow": {"messages": "news"}, "over": "hold"}],
    }
    messages = (message("hello", priority=90), message("news", priority=10))
    she = Life(Books(journey("trying", *steps, delivery="shadow"), messages=messages, policy=policy), n=1)
    she.track("purchase", "0")
    she.propose("news", "1h")
    assert she.sent() == [("1h", "news")]


@pytest.mark.parametrize("shadow", ["everything", "department"])
def test_an_ask_is_of_what_really_goes_out(shadow: str) -> None:
    she = life(shadow, caps=[ONE_A_WEEK])
    she.track("purchase", "0")
    what = Elsewhere(message="flyer", department="shop", purpose=Purpose.PROMOTIONAL)
    for id in ("ask-1", "ask-2"):
        she.feed(Ask(id=id, at=at("1h"), what=what, channels=(Channel.EMAIL,)), "1h")
    assert [she.state.answers[id].answer.reason for id in ("ask-1", "ask-2")] == [None, Reason.CAP]
