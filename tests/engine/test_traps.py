"""What others fell into: each trap once, by its name; those of caps and conflicts stand with their rules as well."""

from engine.contracts.answers import Accepted, NotNow, Refused, Unknown
from engine.contracts.inputs import ConsentChange, Enrol, Propose, Track
from engine.contracts.recollection import RecalledConsent, RecalledExit, Recollection
from engine.contracts.verbs import Pause, Resume
from engine.customer.state import CustomerState
from engine.inputs.recollect import recollect
from engine.language.terms import Channel, Purpose
from engine.moment import Moment
from tests.engine.books import Books, Step, journey, message, send, wait, wait_for
from tests.engine.lives import Life, at

REST = wait("99d", id="rest")
BACK = [{"trigger": "returned", "outcome": "back"}]
VIEW = {"name": "v", "trigger": "viewed"}


def carried_on(she: Life) -> None:
    """Continue as new: the state goes through JSON."""
    she.state = CustomerState.model_validate_json(she.state.model_dump_json())


def test_a_held_message_does_not_go_out_after_the_exit() -> None:
    she = Life(Books(journey("a", send("hello"), exit=BACK)))
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.track("returned", "2h")
    she.control(Resume(), "3h")
    she.advance("30d")
    assert she.sent() == []


def test_an_exit_is_honoured_at_once_and_not_at_the_end_of_the_wait() -> None:
    she = Life(Books(journey("a", wait("10d"), exit=BACK)))
    she.track("purchase")
    she.track("returned", "1h")
    assert she.ended() == [("1h", "a", "back")]


def test_an_event_one_second_before_the_wait_is_not_missed() -> None:
    she = Life(Books(journey("a", wait("1h"), wait_for(VIEW, timeout="9d", look_back="run"), send("hello"))))
    she.track("purchase")
    she.track("viewed", "59m59s")
    she.advance("1h")
    assert she.sent() == [("1h", "hello")]


def test_the_eleventh_event_while_a_step_is_slow_is_not_dropped() -> None:
    she = Life(
        Books(journey("a", send("hello"), wait_for({"name": "c", "condition": "count(viewed) >= 11"}), send("b")))
    )
    she.answers["hello"] = [None]
    she.track("purchase")
    for number in range(11):
        she.track("viewed", f"{number + 1}s")
    she.answer("hello", Accepted(), "1m")
    assert she.sent()[1:] == [("1m", "b")]


def test_events_during_a_pause_are_not_dropped() -> None:
    she = Life(Books(journey("a", send("hello"), wait_for(VIEW), send("next"))))
    she.track("purchase")
    she.control(Pause(), "1h")
    she.track("viewed", "2h")
    she.track("purchase", "3h")
    she.control(Resume(), "4h")
    assert sorted(she.sent()[1:]) == [("4h", "hello"), ("4h", "next")]


def test_a_value_written_by_one_step_is_there_for_the_next() -> None:
    steps: list[Step] = [
        {"id": "w", "update": {"customer.stage": "new"}},
        send("hello", when='customer.stage == "new"'),
    ]
    she = Life(Books(journey("a", *steps)))
    she.track("purchase")
    assert she.sent() == [("0", "hello")]


def test_a_split_does_not_change_on_re_entry() -> None:
    def shares(left: int) -> Step:
        arms = [
            {"name": "left", "share": f"{left}%", "steps": [send("left")]},
            {"name": "right", "share": f"{100 - left}%", "steps": [send("right")]},
        ]
        return {"id": "try", "split": {"salt": "s", "arms": arms}}

    books = Books(journey("a", shares(50)))
    she = Life(books)
    she.track("purchase")
    for number, left in enumerate((0, 100, 50)):
        she.state.catalogue = books.publish(journey("a", shares(left)))
        carried_on(she)
        she.track("purchase", f"{number + 1}h")
    assert len({name for _, name in she.sent()}) == 1


def test_never_again_is_not_forgotten_after_continue_as_new_or_terminate() -> None:
    books = Books(journey("a", wait("1h"), again="never"))
    she = Life(books)
    she.track("purchase")
    she.advance("1d")
    carried_on(she)
    she.track("purchase", "2d")
    assert she.refused() == [("2d", "a", "never_again")]

    she.state = CustomerState(customer_id="c-1")
    past = RecalledExit(journey="a", key="", versions=(books.version("a"),), entered_at=at("0"), ended_at=at("1h"))
    recollect(
        Moment(she.state, she.definitions, at("3d"), at("3d")),
        Recollection(catalogue=1, next_seq=100, entries=(past,)),
    )
    she.track("purchase", "4d")
    assert she.refused()[-1] == ("4d", "a", "never_again")


def test_an_opt_out_is_not_forgotten_after_terminate() -> None:
    she = Life(Books(journey("a", send("hello"))))
    she.state = CustomerState(customer_id="c-1", attributes={"email": "c-1@example.com"})
    denied = RecalledConsent(consent=ConsentChange(status="denied"), at=at("-1d"))
    recollect(
        Moment(she.state, she.definitions, at("0"), at("0")),
        Recollection(catalogue=1, next_seq=100, consents=(denied,)),
    )
    she.track("purchase", "1h")
    assert she.dropped() == [("1h", "hello", "opted_out")]


def test_a_trailing_wait_is_not_skipped() -> None:
    she = Life(Books(journey("a", send("hello"), wait("3d"))))
    she.track("purchase")
    she.advance("9d")
    assert she.ended() == [("3d", "a", "completed")]


def test_a_past_date_does_not_silently_exit() -> None:
    she = Life(Books(journey("a", wait({"date": "customer.birthday"}), send("hello"))), birthday="2020-01-01")
    she.track("purchase")
    assert she.sent() == [("0", "hello")]


def test_a_provider_error_does_not_exit_the_customer() -> None:
    for answer in (Refused(fault="recipient"), Refused(fault="configuration"), Unknown(), NotNow(why="breaker")):
        she = Life(Books(journey("a", send("hello"), wait("1d"), send("next"))))
        she.answers["hello"] = [answer]
        she.track("purchase")
        she.advance("9d")
        assert [name for _, name in she.sent()][-1] == "next"
        assert she.ended()[0][2] == "completed"


def test_dedupe_is_not_lost_on_continue_as_new() -> None:
    she = Life(Books(journey("a", send("hello"))))
    once = Track(id="x", type="purchase", at=at("0"))
    she.feed(once, "0")
    carried_on(she)
    she.feed(once, "1h")
    assert she.sent() == [("0", "hello")]


def test_re_entry_does_not_run_the_old_definition_by_accident() -> None:
    books = Books(journey("a", send("old"), again="restart"))
    she = Life(books)
    she.track("purchase")
    she.state.catalogue = books.publish(journey("a", send("new"), again="restart"))
    carried_on(she)
    she.track("purchase", "1h")
    assert she.sent() == [("0", "old"), ("1h", "new")]


def test_a_message_decided_but_not_sent_is_not_lost_when_our_systems_fail() -> None:
    she = Life(Books(journey("a", send("hello"), send("next"))))
    she.answers["hello"] = [NotNow(why="fault"), NotNow(why="leased", until=at("1h")), NotNow(why="fault")]
    she.track("purchase")
    she.advance("9d")
    assert [one.message for one in she.state.sent] == ["hello", "next"]
    assert {one.attempt for one in she.deliveries()} == {1}  # always the same claim


def test_an_unsubscribed_customer_is_not_stuck() -> None:
    steps = [send("hello"), send("settled", **{"continue": "when_settled"}), wait("1d")]
    she = Life(Books(journey("a", *steps)))
    she.identify("-30m", ConsentChange(status="denied"))
    she.track("purchase")
    she.advance("9d")
    assert [why for *_, why in she.dropped()] == ["opted_out", "opted_out"]
    assert she.ended() == [("1d", "a", "completed")]
    she.identify("10d", ConsentChange(status="granted", purpose=Purpose.LIFECYCLE, channel=Channel.EMAIL))
    she.track("purchase", "11d")
    assert ("11d", "hello") in she.sent()


def test_an_import_does_not_mail_everybody() -> None:
    silent = journey("b", send("miss-you"), enter={"condition": "since(purchase) >= 90d", "existing": "ignore"})
    she = Life(Books(journey("a", send("hello")), silent))
    for number in range(5):
        entry = Track(id=f"old-{number}", type="purchase", at=at(f"-{100 + number}d"), backfill=True)
        she.feed(entry, f"{number}m")
    she.advance("30d")
    assert she.sent() == []


def test_a_series_does_not_overtake_itself() -> None:
    go_on = {"continue": "when_proposed"}
    steps = [send("one", **go_on), wait("1h"), send("two", **go_on), wait("1h", id="second"), send("three")]
    she = Life(Books(journey("a", *steps)))
    she.control(Pause(), "0")
    she.track("purchase", "1m")
    she.advance("12h")
    she.control(Resume(), "13h")
    assert [name for _, name in she.sent()] == ["one", "two", "three"]


def test_unsubscribed_from_email_is_not_mailed_by_sms() -> None:
    books = Books(
        journey("a", send("hello")),
        messages=(message("hello", channels=["email", "sms"]),),
        policy={"channels": {"email": {}, "sms": {}}},
    )
    she = Life(books, phone="+49151")
    she.track("purchase")
    she.react("unsubscribed", "hello", "1h")
    she.track("purchase", "2h")
    assert she.dropped() == [("2h", "hello", "opted_out")]


def test_one_click_on_spam_does_not_stop_the_password_mail() -> None:
    she = Life(Books(journey("a", send("hello")), messages=(message("password", purpose="transactional"),)))
    she.track("purchase")
    she.react("complained", "hello", "1h")
    she.propose("password", "2h")
    assert she.sent()[1:] == [("2h", "password")]


def test_two_broadcasts_together_do_not_break_the_limit() -> None:
    cap = {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "1d", "over": "hold"}
    spring, summer = message("spring", expires="9d"), message("summer", expires="9d")
    she = Life(Books(messages=(spring, summer), policy={"caps": [cap]}))
    she.answers["spring"] = [None]  # it is on its way while the other one comes
    for when, name in (("0", "spring"), ("1s", "summer")):
        she.feed(Propose(id=name, at=at(when), message=name, origin="broadcast", broadcast=name), when)
    assert (she.sent(), she.held()) == ([("0", "spring")], [("1s", "summer", "cap")])
    she.answer("spring", Accepted(), "1m")
    she.advance("9d")
    assert she.sent() == [("0", "spring"), ("1d", "summer")]


def test_a_call_twice_with_one_id_enters_once() -> None:
    she = Life(Books(journey("a", REST, enter={"call": True, "again": "parallel"})))
    for when in ("0", "1h"):
        she.feed(Enrol(id="e", at=at("0"), journey="a"), when)
    assert she.entered() == [("0", "a")]
