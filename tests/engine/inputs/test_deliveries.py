"""What an answer makes of a message: sent, refused, not now, late or answered by nobody."""

import pytest

from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.commands import CancelDelivery
from tests.engine.books import Books, journey, message, send
from tests.engine.inputs.answering import life
from tests.engine.lives import Life, at


def test_accepted_and_unknown_marketing_count_as_sent_at_the_outcome() -> None:
    for answer, unknown in ((Accepted(), False), (Unknown(), True)):
        she = life(None)
        she.track("purchase")
        she.answer("hello", answer, "1h")
        she.advance("9d")
        sent = she.state.sent[0]
        assert (sent.message, sent.decided_at, sent.sent_at, sent.unknown) == ("hello", at("0"), at("1h"), unknown)
        assert she.sent() == [("0", "hello"), ("1h", "next")]


@pytest.mark.parametrize(
    ("answer", "reason", "alerts"),
    [
        (Refused(fault="recipient"), "refused", []),
        (Refused(fault="content", detail="no first name"), "content_error", ["content error"]),
        (Refused(fault="not_allowed_here"), "not_allowed_here", []),
    ],
)
def test_a_refusal_for_good_drops_the_message_and_the_journey_goes_on(
    answer: Answer, reason: str, alerts: list[str]
) -> None:
    she = life(answer)
    she.track("purchase")
    assert she.dropped() == [("0", "hello", reason)]
    assert she.sent() == [("0", "hello"), ("0", "next")]
    assert [one.message for one in she.state.sent] == ["next"]
    assert she.alerts() == alerts


def test_a_refused_recipient_may_be_suppressed() -> None:
    she = life(Refused(fault="recipient", suppress=True))
    she.track("purchase")
    assert she.dropped() == [("0", "hello", "refused"), ("0", "next", "suppressed")]


def test_a_fault_of_configuration_is_alerted_and_held_ever_longer() -> None:
    fault = Refused(fault="configuration", detail="401")
    she = life(fault, fault, fault)
    she.track("purchase")
    she.advance("1d")
    assert [when for when, name in she.sent() if name == "hello"] == ["0", "15m", "45m", "1h45m"]
    assert [one.attempt for one in she.deliveries() if one.message == "hello"] == [1, 2, 3, 4]
    assert she.alerts() == ["refused for configuration"] * 3
    assert she.held() == [(when, "hello", "refused") for when in ("0", "15m", "45m")]


@pytest.mark.parametrize("why", ["throttled", "breaker", "leased", "fault"])
def test_not_now_waits_as_long_as_it_says(why: str) -> None:
    she = life(NotNow.model_validate({"why": why, "until": at("2h")}))
    she.track("purchase")
    she.advance("1d")
    assert she.sent() == [("0", "hello"), ("2h", "hello"), ("2h", "next")]
    first, second, _ = she.deliveries()
    assert second.message_id == first.message_id
    assert second.decided_at == at("2h")  # a later decision takes a slot of its own
    assert (second.attempt == first.attempt) is (why in ("leased", "fault"))  # a claim may stand: it must be found
    assert second.due == first.due


@pytest.mark.parametrize("until", [None, at("-1d")])
def test_not_now_without_a_time_ahead_backs_off(until: object) -> None:
    again = NotNow.model_validate({"why": "throttled", "until": until})
    she = life(again, again, again)
    she.track("purchase")
    she.advance("1d")
    assert [when for when, name in she.sent() if name == "hello"] == ["0", "30s", "1m30s", "3m30s"]


def test_a_fault_of_our_own_in_a_row_never_gets_stuck() -> None:
    she = life(*[NotNow(why="fault")] * 5)
    she.track("purchase")
    she.advance("2d")
    assert [one.message for one in she.state.sent] == ["hello", "next"]


def test_a_newer_catalogue_is_decided_under_at_once() -> None:
    she = life(NotNow(why="catalogue", number=2))
    she.books.publish(
        journey("a", send("hello"), send("next")), messages=(message("hello", channels=["push"]), message("next"))
    )
    she.track("purchase")
    assert she.state.catalogue == 2
    assert she.dropped() == [("0", "hello", "no_channel")]
    assert she.sent() == [("0", "hello"), ("0", "next")]


def test_suppressed_elsewhere_is_remembered() -> None:
    she = life(NotNow(why="suppressed"))
    she.track("purchase")
    assert she.dropped() == [("0", "hello", "suppressed"), ("0", "next", "suppressed")]
    she.track("viewed", "1h")  # a marketing suppression
    assert ("1h", "note") in she.sent()


def test_erased_ends_everything() -> None:
    she = life(NotNow(why="erased"))
    she.track("purchase")
    she.track("viewed", "1h")
    she.advance("9d")
    assert she.dropped() == [("0", "hello", "erased"), ("0", "next", "erased")]
    assert she.entered() == [("0", "a")]


def test_late_is_decided_again_but_never_in_a_circle() -> None:
    she = life(*[NotNow(why="late")] * 400)
    she.track("purchase")
    assert len(she.deliveries()) == 1
    she.advance("10d")
    assert she.dropped()[0] == ("7d", "hello", "late")
    assert len(she.deliveries()) < 200  # it backs off to once an hour


def test_an_answer_nobody_waits_for_changes_nothing() -> None:
    she = life(None)
    she.track("purchase")
    she.answer("hello", Accepted(), "1s")
    before = she.state.model_dump_json()
    she.answer("hello", Refused(fault="recipient"), "1s")
    assert she.state.model_dump_json() == before


def test_the_way_out_looks_at_exits_and_consent_while_it_waits() -> None:
    she = life(NotNow(why="throttled", until=at("1d")), exit=[{"trigger": "returned"}])
    she.track("purchase")
    she.track("returned", "1h")
    assert she.dropped() == [("1h", "hello", "exited")]
    assert [one for one in she.commands if isinstance(one, CancelDelivery)] == []


def test_a_message_beyond_its_expiry_does_not_go_after_a_back_off() -> None:
    books = Books(journey("a", send("hello")), messages=(message("hello", expires="1h"),))
    she = Life(books)
    she.answers["hello"] = [NotNow(why="throttled", until=at("2h"))]
    she.track("purchase")
    assert she.delivery("hello").send_by == at("1h")
    she.advance("9d")
    assert she.sent() == [("0", "hello")]
    assert she.dropped() == [("1h", "hello", "capacity")]
