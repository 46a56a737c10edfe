"""What an answer makes of a message: sent, unknown, refused, not now; and what feedback makes of it later."""

import pytest

from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.commands import CancelDelivery
from engine.contracts.journal import Corrected
from engine.contracts.verbs import Settle
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.lives import Life, at, told

NOTE = message("note", purpose="service")


def life(*answers: Answer | None, exit: object = None) -> Life:
    """`hello` is marketing, on purchase; `note` essential, on view; both go on to `next`."""
    she = Life(
        Books(
            journey("a", send("hello"), send("next"), exit=exit or []),
            journey("b", send("note"), send("next"), enter="viewed", exit=exit or []),
            messages=(NOTE,),
        )
    )
    she.answers["hello"] = list(answers)
    she.answers["note"] = list(answers)
    return she


def corrections(she: Life) -> list[tuple[int, str, str]]:
    return [(one.attempt, one.outcome, one.by) for one in she.entries if isinstance(one, Corrected)]


def test_accepted_and_unknown_marketing_count_as_sent_at_the_outcome() -> None:
    for answer, unknown in ((Accepted(), False), (Unknown(), True)):
        she = life(None)
        she.track("purchase")
        she.answer("hello", answer, "1h")
        she.advance("9d")
        sent = she.state.sent[0]
        assert (sent.message, sent.decided_at, sent.sent_at, sent.unknown) == ("hello", at("0"), at("1h"), unknown)
        assert she.sent() == [("0", "hello"), ("1h", "next")]


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
