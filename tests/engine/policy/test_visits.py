"""Messages that wait for her at a place: held until she comes, offered, shown, lapsed, answered the same again."""

import pytest

from engine.contracts.inputs import ConsentChange
from engine.deadline import deadline
from engine.inputs.visit import MAX_ANSWERS, standing
from engine.language.terms import Reason
from tests.engine.books import journey, send, wait, wait_for
from tests.engine.lives import at
from tests.engine.visitors import at_the_till, shop


def test_it_waits_until_she_comes_and_wakes_nobody() -> None:
    she = shop()
    she.track("purchase")
    (held,) = she.decided("hello")
    assert (held.verdict, held.reason, held.until, held.channel) == ("hold", Reason.NO_CHANNEL, None, "till")
    assert she.look("hello", "presence").evidence == {"place": "till"}
    assert deadline(she.state) == at("7d")  # its expiry
    assert she.visit("v-1", "1h") == ["hello"]
    offered = she.decided("hello")[-1]
    assert (offered.verdict, offered.channel, offered.lapses) == ("send", "till", at("1h10m"))
    assert (she.deliveries(), she.ended()) == ([], [])


def test_shown_it_counts_from_the_decision_and_her_journey_goes_on() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h")
    she.say("shown", "hello", "1h5m")
    assert she.counted() == [("1h", "hello")]
    assert she.slots() == [("1h5m", "confirmed")]
    assert she.ended() == [("1h5m", "a", "completed")]
    she.advance("1d")
    assert she.slots() == [("1h5m", "confirmed")]


def test_not_shown_its_place_lapses_and_it_waits_again() -> None:
    she = shop(caps=[{"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"}])
    she.track("purchase")
    she.visit("v-1", "1h", ttl=60)
    assert [one.slot is None for one in she.state.proposals] == [False]
    she.advance("2h")
    assert she.slots() == [("1h1m", "lapsed")]
    assert [(one.stands, one.slot) for one in she.state.proposals] == [("held", None)]
    assert she.visit("v-2", "3h") == ["hello"]
    assert she.decided("hello")[-1].attempt == 2


def test_shown_after_the_lapse_counts_all_the_same() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h", ttl=60)
    she.say("shown", "hello", "2h", event="1h30s")
    assert she.counted() == [("1h30s", "hello")]
    assert she.slots() == [("1h1m", "lapsed"), ("2h", "confirmed")]
    assert she.ended() == [("2h", "a", "completed")]


def test_shown_after_it_was_dropped_counts_all_the_same() -> None:
    she = shop(journey("a", send("hello"), exit=[{"trigger": "returned"}]))
    she.track("purchase")
    she.visit("v-1", "1h")
    she.track("returned", "1h1m")
    assert she.dropped() == [("1h1m", "hello", "exited")]
    assert she.slots() == [("1h1m", "released")]
    she.say("accepted", "hello", "1h2m")
    assert she.counted() == [("1h2m", "hello")]
    she.say("accepted", "hello", "1h3m")
    assert she.counted() == [("1h2m", "hello")]


def test_shown_after_the_lapse_it_counts_at_the_place_and_the_attempt_that_she_saw() -> None:
    she = shop(messages=(at_the_till("hello", channels=["till", "website", "email"]),))
    she.track("purchase")
    assert she.visit("v", "1h", "website") == ["hello"]
    she.advance("2h")
    [waits] = she.state.proposals
    assert (waits.channel, waits.attempt) == ("till", 2)  # again at both
    she.say("shown", "hello", "2h1m", event="1h5m")
    [sent] = she.state.sent
    assert (sent.channel, sent.attempt, sent.decided_at) == ("website", 1, at("1h5m"))
    assert she.state.proposals == [] == she.state.lapsed


def test_what_she_saw_after_it_was_dropped_is_not_sent_again_by_a_move() -> None:
    she = shop(journey("a", send("hello"), wait("9d")), messages=(at_the_till("hello", cancel_on=["returned"]),))
    she.track("purchase")
    she.visit("v", "1h")
    she.track("returned", "2h")
    assert she.state.enrolments[0].sends == {}
    she.say("shown", "hello", "3h", event="1h5m")
    assert she.state.enrolments[0].sends == {"hello": "hello"}


@pytest.mark.parametrize("reaction", ["shown", "accepted", "declined"])
def test_what_she_says_to_it_implies_that_she_saw_it(reaction: str) -> None:
    listen = wait_for({"name": "said", "reaction": reaction, "message": "hello"}, timeout="1d")
    she = shop(journey("a", send("hello"), listen))
    she.track("purchase")
    she.visit("v-1", "1h")
    she.say(reaction, "hello", "1h1m")
    assert {one.value for one in she.state.sent[0].reactions} == {"shown", reaction}
    assert she.ended() == [("1h1m", "a", "completed")]


def test_a_later_answer_is_heard_by_the_wait_that_came_with_the_showing() -> None:
    yes = {"name": "yes", "reaction": "accepted", "message": "hello"}
    no = {"name": "no", "reaction": "declined", "message": "hello"}
    bye = send("bye", when="run.listen.outcome == 'no'")
    she = shop(journey("a", send("hello"), wait_for(yes, no, timeout="1d"), bye))
    she.track("purchase")
    she.visit("v-1", "1h")
    she.say("shown", "hello", "1h1m")
    she.say("declined", "hello", "1h2m")
    assert ("1h2m", "bye") in she.sent()


def test_of_several_that_wait_the_one_she_saw_elsewhere_is_the_one() -> None:
    both = (at_the_till("high", priority=90), at_the_till("low"))
    she = shop(journey("a", {"id": "pick", "send": {"best_of": ["high", "low"]}}), messages=both)
    she.track("purchase")
    she.say("shown", "low", "1h")
    assert she.counted() == [("1h", "low")]
    assert she.dropped() == [("1h", "high", "lower_priority")]


def test_the_till_shows_the_best_of_three_and_the_others_stay_on_record() -> None:
    offers = [at_the_till(name, priority=priority) for name, priority in (("low", 10), ("high", 90), ("mid", 50))]
    journeys = [journey(f"j-{one.message}", send(one.message)) for one in offers]
    she = shop(*journeys, messages=tuple(offers))
    she.track("purchase")
    assert she.visit("v-1", "1h") == ["high"]
    assert [one.stands for one in she.state.proposals if one.message != "high"] == ["held", "held"]
    assert she.visit("v-2", "1h1m", most=3) == ["mid", "low"]


def test_the_house_has_its_say_when_she_comes() -> None:
    rules = [{"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "1d", "over": "hold"}]
    offers = (at_the_till("first", priority=90), at_the_till("second"))
    she = shop(journey("a", send("first")), journey("b", send("second")), messages=offers, caps=rules)
    she.track("purchase")
    assert [one.rule for one in she.decided("second")[0].rules] == [
        "still wanted",
        "channel",
        "consent and suppression",
        "channel pause",
        "presence",
    ]
    assert she.visit("v-1", "1h", most=5) == ["first"]
    assert [(one.verdict, one.reason) for one in she.decided("second")[1:]] == [("hold", "cap"), ("hold", "no_channel")]
    assert deadline(she.state) == at("1h10m")
    she.say("shown", "first", "1h1m")
    assert she.visit("v-2", "2h") == []
    assert she.visit("v-3", "1d1h") == ["second"]


def test_a_visit_is_answered_the_same_again() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h")
    first, entries = she.answered("v-1", "1h"), len(she.entries)
    she.visit("v-1", "1h5m")
    assert (she.answered("v-1", "1h5m"), len(she.entries)) == (first, entries)
    assert first.shows[0].facts.run == {} and first.shows[0].facts.customer["email"] == "c-1@example.com"
    assert first.shows[0].lapses == at("1h10m") and first.shows[0].facts.decided_at == at("1h")


def test_answers_are_forgotten_after_an_hour_and_beyond_their_number() -> None:
    she = shop()
    for number in range(MAX_ANSWERS + 5):
        she.visit(f"v-{number}", "1h")
    assert len(she.state.visited) <= MAX_ANSWERS
    assert standing(she.state, "v-0") == "forgotten"
    she.track("viewed", "3h")
    assert she.state.visited == {}


def test_another_place_shows_nothing_of_it() -> None:
    she = shop()
    she.track("purchase")
    assert she.visit("v-1", "1h", "website") == []
    assert she.visit("v-2", "1h", "email") == []


def test_what_may_be_shown_at_two_places_waits_at_both() -> None:
    she = shop(messages=(at_the_till("hello", channels=["till", "email", "website"]),))
    she.track("purchase")
    assert she.deliveries() == []  # it waits for her at the till, so it is not mailed
    assert she.visit("v-1", "1h", "website") == ["hello"]
    assert she.decided("hello")[-1].channel == "website"


def test_with_fallback_on_hold_it_goes_to_the_next_channel_instead_of_waiting() -> None:
    both = at_the_till("hello", channels=["till", "email"])
    she = shop(messages=(both,), channels={"till": {"kind": "pull", "fallback": "on_hold"}})
    she.track("purchase")
    assert [one.channel for one in she.deliveries()] == ["email"]
    assert she.look("hello", "presence").verdict == "hold"


def test_never_seen_it_expires_and_nothing_had_stopped_it() -> None:
    she = shop()
    she.track("purchase")
    she.advance("8d")
    assert she.dropped() == [("7d", "hello", "expired")]
    assert she.look("hello", "still wanted").evidence["waited_at"] == "till"


def test_what_reaches_her_nowhere_does_not_wait() -> None:
    she = shop()
    she.identify("-1m", ConsentChange(status="denied"))
    she.track("purchase")
    assert she.dropped() == [("0", "hello", "opted_out")]


def test_the_next_message_of_a_journey_that_went_on_does_not_wait_for_her() -> None:
    she = shop(journey("a", send("hello", **{"continue": "when_proposed"}), send("bye")))
    she.track("purchase")
    assert [one.message for one in she.deliveries()] == ["bye"]
    assert she.visit("v-1", "1h") == ["hello"]


def test_two_of_one_journey_are_shown_in_the_order_of_its_steps() -> None:
    offers = (at_the_till("first", priority=10), at_the_till("second", priority=90))
    steps = (send("first", **{"continue": "when_proposed"}), send("second"))
    she = shop(journey("a", *steps), messages=offers)
    she.track("purchase")
    assert she.visit("v-1", "1h", most=2) == ["first", "second"]


def test_a_message_that_waits_for_her_keeps_no_other_away() -> None:
    rules = [
        {
            "name": "kept",
            "keep": {"messages": ["hello"]},
            "yield": {"messages": ["bye"]},
            "within": "3d",
            "over": "hold",
        }
    ]
    she = shop(journey("a", send("hello")), journey("b", send("bye"), enter="viewed"), conflicts=rules)
    she.track("purchase")
    she.track("viewed", "1h")
    assert [one.message for one in she.deliveries()] == ["bye"]


def test_in_shadow_it_is_decided_and_nobody_sees_it() -> None:
    she = shop(journey("a", send("hello"), delivery="shadow"))
    she.track("purchase")
    assert she.held() == [("0", "hello", "no_channel")]
    assert she.visit("v-1", "1h") == []
    assert (she.decided("hello")[-1].verdict, she.decided("hello")[-1].shadow) == ("send", True)
    assert she.ended() == [("1h", "a", "completed")]
