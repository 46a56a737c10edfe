"""`send: {best_of: […]}`: the best that may goes, the others are dropped on record, and the journey stands for all."""

from typing import Any

import pytest
from pydantic import ValidationError

from engine.contracts.answers import Refused
from engine.contracts.inputs import ConsentChange
from engine.contracts.journal import Decided
from engine.contracts.verbs import Migrate
from engine.customer.state import MAX_PROPOSALS, CustomerState
from engine.language.canonical import canonical
from engine.language.steps import Send
from engine.language.terms import Purpose
from engine.upcoming import upcoming
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.lives import Life, at
from tests.engine.visitors import PLACES, Visitor

CALM = {"name": "calm", "while": "customer.plan == 'calm'", "over": "hold"}
WEEKLY = {"name": "weekly", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"}


def best(*names: str, **more: Any) -> dict[str, Any]:
    return {"id": more.pop("id", "pick"), "send": {"best_of": list(names)}, **more}


THREE = (message("low", priority=10), message("high", priority=90), message("mid", priority=50))
ONE = journey("a", best("low", "high", "mid"), send("after"))


def life(*messages: Any, steps: Any = None, **policy: Any) -> Life:
    return Life(Books(steps or ONE, messages=messages or THREE, policy=policy))


def test_ranked_by_priority_the_first_that_may_wins_and_the_others_are_on_record() -> None:
    she = life()
    she.track("purchase")
    assert she.sent() == [("0", "high"), ("0", "after")]
    assert she.dropped() == [("0", "mid", "lower_priority"), ("0", "low", "lower_priority")]
    looks = [one.rules[0] for one in she.entries if isinstance(one, Decided) and one.verdict == "drop"]
    assert {(one.rule, one.evidence["winner_message"]) for one in looks} == {("best of", "high")}
    assert len({one.message_id for one in she.entries if isinstance(one, Decided)}) == 4


def test_of_equal_weight_the_order_of_the_list_decides() -> None:
    she = life(message("low"), message("high"), message("mid"))
    she.track("purchase")
    assert she.sent()[0] == ("0", "low")


def test_one_that_is_stopped_leaves_the_others() -> None:
    she = life(message("high", priority=90, channels=["sms"]), *THREE[::2])
    she.track("purchase")
    assert she.dropped() == [("0", "high", "no_channel"), ("0", "low", "lower_priority")]
    assert she.sent() == [("0", "mid"), ("0", "after")]


def test_its_journey_goes_on_when_all_are_stopped() -> None:
    she = life()
    she.identify("-1m", ConsentChange(status="denied", purpose=Purpose.LIFECYCLE))
    she.track("purchase")
    assert [name for _, name, _ in she.dropped()] == ["high", "mid", "low", "after"]
    assert she.ended() == [("0", "a", "completed")]


def test_those_that_are_held_stay_until_one_may_go() -> None:
    rule = {"name": "night", "channels": ["email"], "from": "09:00", "to": "20:00"}
    she = life(quiet_hours=[rule], zone="Europe/Berlin")
    she.track("purchase")
    assert [name for _, name, _ in she.held()] == ["high", "mid", "low"]
    assert she.moves()[-1] == ("0", "pick")
    she.advance("1d")
    assert [name for _, name in she.sent()] == ["high", "after"]
    assert [reason for _, _, reason in she.dropped()] == ["lower_priority", "lower_priority"]


def test_one_that_waits_gives_way_to_a_lighter_one_that_may_go_now() -> None:
    she = life(
        message("high", priority=90, tags=["sale"]),
        *THREE[::2],
        blocks=[
            {
                "name": "calm",
                "while": "customer.plan == 'calm'",
                "over": "hold",
                "allow": {"messages": ["mid", "low", "after"]},
            }
        ],
    )
    she.identify("-1m", plan="calm")
    she.track("purchase")
    assert she.sent() == [("0", "mid"), ("0", "after")]
    assert she.dropped() == [("0", "high", "lower_priority"), ("0", "low", "lower_priority")]


def test_the_others_do_not_keep_its_place_for_themselves() -> None:
    """Looking ahead, a lighter one leaves the place to heavier ones; not to those in whose place it goes."""
    look_ahead = WEEKLY | {"look_ahead": "1d"}
    quiet = {"name": "hush", "channels": ["sms"], "from": "09:00", "to": "20:00"}
    she = Life(
        Books(
            journey("a", best("heavy", "light")),
            messages=(message("heavy", priority=90, channels=["sms"]), message("light")),
            policy={
                "caps": [look_ahead],
                "quiet_hours": [quiet],
                "zone": "Europe/Berlin",
                "channels": {"email": {}, "sms": {}},
            },
        ),
        phone="+4915112345678",
        country="DE",
    )
    she.track("purchase")
    assert she.sent() == [("0", "light")]


def test_a_winner_that_is_refused_ends_it() -> None:
    she = life()
    she.answers["high"] = [Refused(fault="recipient")]
    she.track("purchase")
    assert [name for _, name in she.sent()] == ["high", "after"]
    assert ("0", "high", "refused") in she.dropped()


def test_an_exit_takes_all_of_them() -> None:
    steps = journey("a", best("low", "high", "mid"), exit=[{"trigger": "returned"}])
    she = life(steps=steps, blocks=[CALM])
    she.identify("-1m", plan="calm")
    she.track("purchase")
    she.track("returned", "1h")
    assert sorted(she.dropped()) == [("1h", name, "exited") for name in ("high", "low", "mid")]
    assert she.ended() == [("1h", "a", "exited")]


def test_in_shadow_one_is_chosen_and_the_journey_goes_on_once() -> None:
    she = life(steps=journey("a", best("low", "high", "mid"), send("after"), delivery="shadow"))
    she.track("purchase")
    assert (she.sent(), she.deliveries()) == ([("0", "high"), ("0", "after")], [])
    assert she.ended() == [("0", "a", "completed")]


def test_when_proposed_the_journey_does_not_wait_for_it() -> None:
    steps = journey("a", best("low", "high", **{"continue": "when_proposed"}), wait("1d"))
    she = life(steps=steps, blocks=[CALM])
    she.identify("-1m", plan="calm")
    she.track("purchase")
    assert she.moves()[-1] == ("0", "pause")
    she.identify("1h", plan="loud")
    assert she.sent() == [("1h", "high")]


def test_a_step_narrows_and_lowers_all_of_them() -> None:
    steps = journey("a", best("low", "high", "mid", priority=40), send("after"))
    she = life(steps=steps)
    she.track("purchase")
    assert she.sent()[0] == ("0", "high")  # 40, as mid, and before it in the list
    assert [one.priority for one in she.deliveries()] == [40, 50]


def test_a_move_sends_none_of_them_again() -> None:
    books = Books(journey("a", best("low", "high"), wait("1d")), messages=THREE)
    she = Life(books)
    she.track("purchase")
    number = books.publish(journey("a", wait("5d", id="other"), best("low", "high")), messages=THREE)
    order = Migrate(journey="a", to_version=books.version("a", number), catalogue=number, steps={"pause": "other"})
    she.control(order, "1h")
    she.advance("9d")
    assert she.sent() == [("0", "high")]
    assert she.ended() == [("5d", "a", "completed")]


def test_beyond_the_bound_they_are_refused_on_record() -> None:
    she = life(message("hello"), *THREE, blocks=[CALM])
    she.identify("-1m", plan="calm")
    for _ in range(MAX_PROPOSALS // 3 + 1):
        she.track("purchase")
    assert len(she.state.proposals) == MAX_PROPOSALS
    assert [reason for _, _, reason in she.dropped()] == ["limit"]


def test_the_till_shows_the_best_of_three() -> None:
    offers = tuple(message(one.message, priority=one.priority, channels=["till"]) for one in THREE)
    she = Visitor(Books(ONE, messages=offers, policy={"channels": PLACES}))
    she.track("purchase")
    assert [name for _, name, _ in she.held()] == ["high", "mid", "low"]
    assert she.visit("v-1", "1h", most=3) == ["high"]
    assert [name for _, name, _ in she.dropped()] == ["mid", "low"]
    she.say("shown", "high", "1h1m")
    assert [one.message for one in she.deliveries()] == ["after"]


def test_a_stand_in_of_the_mix_is_one_of_them() -> None:
    mix = {
        "name": "varied",
        "never_in_a_row": 2,
        "purposes": ["promotional"],
        "over": "drop",
        "instead": "calmer",
    }
    she = Life(
        Books(
            journey("a", best("sale", "light"), send("after")),
            journey("b", send("first"), enter="viewed"),
            messages=(
                message("sale", purpose="promotional", priority=90),
                message("first", purpose="promotional"),
                message("calmer", purpose="content", priority=80),
                message("light", purpose="content", priority=10),
            ),
            policy={"mix": [mix]},
        )
    )
    she.track("viewed")
    she.track("purchase", "1h")
    assert [name for _, name in she.sent()] == ["first", "calmer", "after"]
    assert ("1h", "light", "lower_priority") in she.dropped()


def test_what_is_to_come_tells_one_of_them_sent() -> None:
    she = life(steps=journey("a", wait("1d"), best("low", "high")))
    she.track("purchase")
    coming = upcoming(she.state, at("1h"), she.definitions)
    assert [(one.message, one.verdict) for one in coming if one.message] == [("high", "send"), ("low", "drop")]


def test_held_ones_are_carried() -> None:
    she = life(blocks=[CALM])
    she.identify("-1m", plan="calm")
    she.track("purchase")
    she.state = CustomerState.model_validate_json(she.state.model_dump_json())
    she.identify("1h", plan="loud")
    assert [name for _, name in she.sent()] == ["high", "after"]


def test_one_message_is_written_as_it_always_was() -> None:
    assert '"send":"hello"' in canonical(Send.model_validate({"id": "a", "send": "hello"}))
    several = Send.model_validate({"id": "a", "send": {"best_of": ["b", "c"]}})
    assert Send.model_validate_json(canonical(several)) == several


@pytest.mark.parametrize("names", [[], ["one"], ["one", "one"]])
def test_the_best_of_fewer_than_two_is_an_error(names: list[str]) -> None:
    with pytest.raises(ValidationError):
        Send.model_validate({"id": "a", "send": {"best_of": names}})
