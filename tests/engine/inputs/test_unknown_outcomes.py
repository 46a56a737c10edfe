"""What may have arrived: sent again or not, counted, told, and settled by later word."""

import pytest

from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.journal import Corrected
from engine.contracts.verbs import Settle
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.inputs.answering import life
from tests.engine.lives import Life, at, told


def corrections(she: Life) -> list[tuple[int, str, str]]:
    return [(one.attempt, one.outcome, one.by) for one in she.entries if isinstance(one, Corrected)]


def test_unknown_essential_is_sent_again_as_another_attempt() -> None:
    she = life(Unknown(), Accepted())
    she.track("viewed")
    she.advance("9d")
    assert [(one.attempt, one.message_id) for one in she.deliveries()[:2]] == [
        (1, she.delivery("note").message_id),
        (2, she.delivery("note").message_id),
    ]
    assert [one.unknown for one in she.state.sent] == [False, False]


def test_what_would_be_done_twice_is_not_asked_for_again() -> None:
    she = life(Unknown(again=False), Accepted())
    she.track("viewed")
    she.advance("9d")
    assert [(one.message, one.attempt) for one in she.deliveries()] == [("note", 1), ("next", 1)]
    assert [(one.message, one.unknown) for one in she.state.sent] == [("note", True), ("next", False)]


def test_essential_that_stays_unknown_is_given_up_as_unknown() -> None:
    she = life(Unknown(), Unknown(), Unknown(), Unknown())
    she.track("viewed")
    she.advance("2d")
    assert [one.attempt for one in she.deliveries() if one.message == "note"] == [1, 2, 3]
    assert [(one.message, one.unknown, one.attempt) for one in she.state.sent[:1]] == [("note", True, 3)]


def fate(she: Life, message: str) -> list[tuple[str, str, str]]:
    """What the timeline tells of a message."""
    return [(told(one.at), one.what, one.detail) for one in she.state.tail if one.subject == message]


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [
        (Accepted(), [("2m", "sent", "email")]),
        (Unknown(), [("2m", "unknown", "email")]),
        (Refused(fault="recipient"), [("2m", "dropped", "refused")]),
        (
            NotNow(why="throttled", until=at("1h")),
            [
                ("2m", "not_now", "throttled"),
                ("2m", "held", "capacity"),
                ("1h", "sending", "email"),
                ("1h", "sent", "email"),
            ],
        ),
    ],
)
def test_the_timeline_tells_the_decision_and_what_became_of_it(
    answer: Answer, becomes: list[tuple[str, str, str]]
) -> None:
    she = life(None)
    she.track("purchase")
    assert fate(she, "hello") == [("0", "sending", "email")]
    she.answer("hello", answer, "2m")
    she.advance("1d")
    assert fate(she, "hello") == [("0", "sending", "email"), *becomes]


def test_the_timeline_calls_sent_what_is_proven_to_have_arrived() -> None:
    she = life(Unknown())
    she.track("viewed")
    she.react("delivered", "note", "1m")
    assert fate(she, "note")[:2] == [("0", "sending", "email"), ("0", "unknown", "email")]
    assert fate(she, "note")[-1] == ("1m", "sent", "email")


@pytest.mark.parametrize("by", ["feedback delivered", "operator system"])
def test_essential_proven_to_have_arrived_is_not_sent_again(by: str) -> None:
    she = life(Unknown())
    she.track("viewed")
    if by.startswith("feedback"):
        she.react("delivered", "note", "1m")
    else:
        she.control(Settle(message_id=she.delivery("note").message_id, accepted=True), "1m")
    she.advance("9d")
    assert she.sent() == [("0", "note"), ("1m", "next")]
    assert corrections(she) == [(1, "accepted", by)]
    assert [(one.attempt, one.unknown) for one in she.state.sent[:1]] == [(1, False)]


def test_feedback_before_an_unknown_outcome_settles_it() -> None:
    for trigger, name in (("viewed", "note"), ("purchase", "hello")):
        she = life(None)
        she.track(trigger)
        she.react("opened", name, "5s", machine=True)
        she.answer(name, Unknown(), "20s")
        she.advance("9d")
        assert she.sent() == [("0", name), ("20s", "next")]
        assert [one.unknown for one in she.state.sent] == [False, False]
        assert corrections(she) == [(1, "accepted", "feedback before the outcome")]


def test_an_exit_after_an_unknown_outcome_sends_no_second_attempt() -> None:
    she = life(None, exit=[{"trigger": "returned"}])
    she.track("viewed")
    she.track("returned", "1s")
    she.answer("note", Unknown(), "2s")
    she.advance("9d")
    assert [one.attempt for one in she.deliveries()] == [1]
    assert [(one.message, one.unknown) for one in she.state.sent] == [("note", True)]


@pytest.mark.parametrize(
    ("reaction", "settles"),
    [("delivered", True), ("opened", True), ("clicked", True), ("bounced", True), ("unsubscribed", False)],
)
def test_feedback_settles_what_is_unknown(reaction: str, settles: bool) -> None:
    she = life(Unknown())
    she.track("purchase")
    she.react(reaction, "hello", "1h")
    assert she.state.sent[0].unknown is not settles
    assert corrections(she) == ([(1, "accepted", f"feedback {reaction}")] if settles else [])


@pytest.mark.parametrize("accepted", [True, False])
def test_an_operator_settles_what_is_unknown(accepted: bool) -> None:
    she = life(Unknown())
    she.track("purchase")
    id = she.delivery("hello").message_id
    for hour in (1, 2):  # the second word finds nothing unknown any more
        she.control(Settle(message_id=id, accepted=accepted), f"{hour}h")
    assert corrections(she) == [(1, "accepted" if accepted else "refused", "operator system")]
    assert bool([one for one in she.state.sent if one.id == id]) is accepted


def test_an_operators_word_lets_a_step_go_on_that_waits_for_the_provider() -> None:
    for accepted in (True, False):
        she = Life(Books(journey("a", send("hello", **{"continue": "when_settled"}), wait("1d"))))
        she.answers["hello"] = [Unknown()]
        she.track("purchase")
        she.control(Settle(message_id=she.delivery("hello").message_id, accepted=accepted), "1h")
        assert she.moves() == [("0", "hello"), ("1h", "pause")]


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("ends", ["exit", "expiry"])
def test_what_may_have_arrived_keeps_its_place_although_no_other_attempt_follows(ends: str, accepted: bool) -> None:
    one = {"name": "one", "counts": {"channels": ["email"]}, "max": 1, "per": "7d", "over": "drop"}
    messages = (message("note", purpose="service", expires="4m"), message("news"))
    she = Life(
        Books(journey("a", send("note"), exit=[{"trigger": "returned"}]), messages=messages, policy={"caps": [one]})
    )
    she.answers["note"] = [Unknown()]
    she.track("purchase")
    if ends == "exit":
        she.track("returned", "1m")
    she.propose("news", "5m")
    assert she.dropped()[-1] == ("5m", "news", "cap")
    assert she.ended() == [("1m", "a", "exited") if ends == "exit" else ("4m", "a", "completed")]
    she.control(Settle(message_id=she.delivery("note").message_id, accepted=accepted), "1h")
    she.propose("news", "2h")
    assert corrections(she) == [(1, "accepted" if accepted else "refused", "operator system")]
    assert (she.sent()[-1] == ("2h", "news")) is not accepted
