"""What other departments ask, confirm and release: places taken and given back, and what is on record."""

import pytest

from engine.contracts.inputs import Ask, ConsentChange
from engine.contracts.journal import Decided
from engine.contracts.shared_pause import SharedPause
from engine.deadline import deadline
from engine.inputs.asks import MAX_ANSWERS
from engine.inputs.elsewhere import message_of_department
from engine.language.terms import Channel, Reason
from tests.engine.inputs.departments import FLYER, shop
from tests.engine.lives import at


@pytest.mark.parametrize(("kind", "name"), [("everything", ""), ("department", "store"), ("channel", "email")])
def test_what_is_paused_for_everybody_may_not_be_sent(kind: str, name: str) -> None:
    she = shop()
    pause = SharedPause.model_validate({"kind": kind, "name": name})
    answer = she.ask("a-1", "0", paused=(SharedPause(kind="department", name="it"), pause))
    assert (answer.verdict, answer.reason, answer.would_pass_at) == ("drop", Reason.PAUSED, None)
    assert she.ask("a-2", "1h").verdict == "send"


def test_where_only_a_channel_is_paused_the_next_is_the_answer() -> None:
    she = shop(channels={"sms": {}, "email": {}})
    she.identify("-1m", phone="+4915112345678")
    paused = (SharedPause(kind="channel", name="sms"), SharedPause(kind="message", name="flyer"))
    answer = she.ask("a-1", "0", channels=(Channel.SMS, Channel.EMAIL), paused=paused)
    assert (answer.verdict, answer.channel) == ("send", Channel.EMAIL)


def test_a_send_is_a_reservation_that_lapses_after_ten_minutes() -> None:
    she = shop()
    answer = she.ask("a-1", "0")
    assert (answer.verdict, answer.channel, answer.lapses) == ("send", Channel.EMAIL, at("10m"))
    assert deadline(she.state) == at("10m")
    she.advance("1d")
    assert she.slots() == [("10m", "lapsed")]
    assert (she.state.proposals, she.state.sent, she.deliveries()) == ([], [], [])


def test_its_own_time_to_live_is_kept() -> None:
    she = shop()
    assert she.ask("a-1", "0", ttl=30).lapses == at("30s")


def test_a_no_says_why_and_nothing_waits() -> None:
    she = shop()
    she.identify("0", ConsentChange(status="denied"))
    answer = she.ask("a-1", "1m")
    assert (answer.verdict, answer.reason, answer.rule) == ("drop", Reason.OPTED_OUT, "consent and suppression")
    assert (she.state.proposals, she.held()) == ([], [])


def test_the_same_ask_again_changes_nothing() -> None:
    she = shop()
    first = she.ask("a-1", "0")
    entries = len(she.entries)
    assert she.ask("a-1", "5m") == first
    assert len(she.entries) == entries


def test_an_answer_is_found_after_the_id_of_its_input_is_forgotten() -> None:
    she = shop()
    first = she.ask("a-1", "0")
    del she.state.seen["a-1"]
    assert she.ask("a-1", "1m") == first
    assert len(she.sent()) == 1


def test_a_clock_that_is_ahead_does_not_let_a_department_wait() -> None:
    she = shop()
    assert she.ask("a-1", "0", said_at="40s").lapses == at("10m")


def test_answers_and_lapsed_places_are_not_carried_for_ever() -> None:
    she = shop()
    she.ask("a-1", "0")
    she.track("purchase", "59m")
    assert list(she.state.answers) == ["a-1"]
    she.track("purchase", "1h")
    assert she.state.answers == {}
    she.track("purchase", "7d9m")
    assert len(she.state.lapsed) == 1
    she.confirm("a-1", "7d10m")
    assert (she.state.lapsed, she.alerts()) == ([], ["confirm without effect"])


def test_the_newest_answers_are_kept() -> None:
    she = shop()
    she.identify("0", ConsentChange(status="denied"))
    for n in range(MAX_ANSWERS + 10):
        she.ask(f"a-{n}", "1m")
    assert len(she.state.answers) < MAX_ANSWERS
    assert list(she.state.answers)[-1] == f"a-{MAX_ANSWERS + 9}"


def test_a_confirmation_counts_from_the_decision() -> None:
    she = shop()
    she.ask("a-1", "0")
    she.confirm("a-1", "9m", sent="5m")
    assert she.counted() == [("0", "flyer")]
    (sent,) = she.state.sent
    assert (sent.elsewhere, sent.sent_at, sent.tags, sent.origin) == (True, at("5m"), ("spring",), "department")
    she.advance("1d")
    assert she.slots() == [("9m", "confirmed")]
    assert she.deliveries() == []


@pytest.mark.parametrize(("arrives", "changes"), [("9m59s", ["confirmed"]), ("10m", ["lapsed"])])
def test_at_its_end_a_reservation_has_lapsed(arrives: str, changes: list[str]) -> None:
    she = shop()
    she.ask("a-1", "0")
    she.confirm("a-1", arrives, sent="1m")
    assert [what for _, what in she.slots()] == changes


def test_a_confirmation_after_the_lapse_is_a_report() -> None:
    she = shop()
    she.ask("a-1", "0")
    she.confirm("a-1", "12m", sent="11m")
    (report,) = she.reported()
    assert (report.lapsed, report.planned, report.sent_at, report.over) == (True, False, at("11m"), ())
    assert she.counted() == [("11m", "flyer")]
    she.confirm("a-1", "13m")
    assert len(she.reported()) == 1


def test_a_release_gives_the_place_back() -> None:
    she = shop()
    she.ask("a-1", "0")
    she.release("a-1", "1m")
    assert (she.slots(), she.state.proposals) == ([("1m", "released")], [])
    she.confirm("a-1", "2m")
    assert she.alerts() == ["confirm without effect"]


@pytest.mark.parametrize("word", ["confirm", "release"])
def test_a_word_on_something_unknown_is_on_record(word: str) -> None:
    she = shop()
    getattr(she, word)("nobody", "0")
    assert she.alerts() == [f"{word} without effect"]
    assert [one.input.kind for one in she.absorbed()][-1] == word


def test_two_hundred_places_are_reserved_and_no_more() -> None:
    she = shop()
    answers = [she.ask(f"a-{n}", "0") for n in range(201)]
    assert [one.verdict for one in answers].count("send") == 200
    assert (answers[-1].verdict, answers[-1].reason) == ("drop", Reason.LIMIT)
    assert she.dropped() == [("0", "flyer", "limit")]


def test_an_erased_customer_is_not_asked_for() -> None:
    she = shop()
    she.state.erased = True
    she.feed(Ask(id="a-1", at=at("0"), what=FLYER, channels=(Channel.EMAIL,)), "0")
    assert (she.state.answers, she.sent()) == ({}, [])


def test_what_a_department_asks_is_on_record_as_its_own() -> None:
    she = shop()
    she.ask("a-1", "0")
    decided = next(one for one in she.entries if isinstance(one, Decided))
    assert (decided.asked, decided.lapses, decided.origin, decided.department) == (
        True,
        at("10m"),
        "department",
        "store",
    )
    assert decided.tags == ("spring",)
    assert decided.message_id == message_of_department("c-1", "a-1")
