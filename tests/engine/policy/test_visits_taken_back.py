"""What waits for her, or is before her eyes, and is not to be shown any more: opt-outs, pauses, expiry, orders."""

import pytest

from engine.contracts.inputs import ConsentChange, Visit
from engine.contracts.shared_pause import SharedPause
from engine.contracts.verbs import Cancel, Pause, Resume
from engine.deadline import deadline
from engine.language.terms import Channel, Reason
from tests.engine.books import journey, message, send
from tests.engine.lives import at
from tests.engine.visitors import at_the_till, shop

PAUSABLE = (message("hello", channels=["till"]), message("other", channels=["till"]))


def test_an_offer_ends_with_its_message() -> None:
    she = shop(messages=(at_the_till("hello", expires="2h"),))
    she.track("purchase")
    she.visit("v-1", "1h59m", ttl=3600)
    assert she.answered("v-1", "1h59m").shows[0].lapses == at("2h")
    she.advance("2h")
    assert she.slots() == [("2h", "lapsed")]
    assert she.dropped() == [("2h", "hello", "expired")]


def test_an_opt_out_takes_back_what_is_before_her_eyes() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h")
    she.identify("1h1m", ConsentChange(status="denied"))
    assert she.slots() == [("1h1m", "released")]
    assert she.dropped() == [("1h1m", "hello", "opted_out")]
    she.say("shown", "hello", "1h2m")  # the till was faster than the opt-out
    assert she.counted() == [("1h2m", "hello")]


def test_an_opt_out_takes_back_nothing_that_was_shown() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h")
    she.say("shown", "hello", "1h1m")
    she.identify("1h2m", ConsentChange(status="denied"))
    assert (she.dropped(), she.counted()) == ([], [("1h", "hello")])


def test_a_pause_takes_an_offer_back_and_it_waits_again_after_it() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h")
    she.control(Pause(), "1h1m")
    assert she.slots() == [("1h1m", "released")]
    assert she.held()[-1] == ("1h1m", "hello", "paused")
    assert she.visit("v-2", "1h2m") == []
    she.control(Resume(), "1h3m")
    assert she.visit("v-3", "1h4m") == ["hello"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("everything", ""), ("journey", "a"), ("message", "hello"), ("channel", "till"), ("department", "shop")],
)
def test_what_is_paused_for_everybody_is_not_shown(kind: str, name: str) -> None:
    she = shop(journey("a", send("hello")), journey("b", send("other"), enter="viewed"), messages=PAUSABLE)
    pause = SharedPause.model_validate({"kind": kind, "name": name})
    other = SharedPause(kind="message", name="something else")
    she.track("purchase")
    she.feed(Visit(id="v-1", at=at("1h"), place=Channel.TILL, paused=(other, pause)), "1h")
    assert she.answered("v-1", "1h").shows == ()
    held, again = she.decided("hello")[1:]
    assert (held.verdict, held.reason, held.rules[-1].evidence["paused"]) == ("hold", "paused", str(pause))
    assert again.reason is Reason.NO_CHANNEL and deadline(she.state) == at("7d")
    assert she.visit("v-2", "2h") == ["hello"]


def test_a_pause_of_something_else_keeps_nothing_back() -> None:
    she = shop(journey("a", send("hello")), journey("b", send("other")), messages=PAUSABLE)
    she.track("purchase")
    pause = SharedPause(kind="journey", name="a")
    she.feed(Visit(id="v-1", at=at("1h"), place=Channel.TILL, most=5, paused=(pause,)), "1h")
    assert [one.message for one in she.answered("v-1", "1h").shows] == ["other"]


def test_an_opt_out_while_it_waits_takes_it_away() -> None:
    she = shop()
    she.track("purchase")
    she.identify("1h", ConsentChange(status="denied"))
    assert she.dropped() == [("1h", "hello", "opted_out")]


def test_what_was_offered_can_be_cancelled() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h")
    she.control(Cancel(message_id=she.decided("hello")[-1].message_id), "1h1m")
    assert she.dropped() == [("1h1m", "hello", "cancelled")]
    assert she.slots() == [("1h1m", "released")]
