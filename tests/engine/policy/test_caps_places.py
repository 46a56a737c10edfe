"""Rule 6: who takes a place under a cap, and which places come free again."""

from typing import Any

import pytest

from engine.contracts.answers import Answer, NotNow, Refused, Unknown
from engine.contracts.inputs import Ask, Confirm, ConsentChange, Elsewhere, Release, Report
from engine.contracts.verbs import Pause, Resume, Settle
from engine.language.terms import Channel, Purpose
from tests.engine.lives import Life, at
from tests.engine.policy.caps import cap, life
from tests.engine.policy.records import story


def ask(she: Life, id: str, when: str, ttl: float = 600) -> tuple[str, Any]:
    what = Elsewhere(message="letter", department="sales", purpose=Purpose.PROMOTIONAL)
    she.feed(Ask(id=id, at=at(when), what=what, channels=(Channel.EMAIL,), ttl=ttl), when)
    answer = she.state.answers[id].answer
    return answer.verdict, answer.would_pass_at


@pytest.mark.parametrize(
    ("answer", "frees"),
    [
        (Refused(fault="recipient"), True),
        (Refused(fault="content"), True),
        (Refused(fault="not_allowed_here"), True),
        (Refused(fault="configuration"), True),
        (NotNow(why="throttled", until=at("6h")), True),
        (NotNow(why="late"), True),
        (Unknown(), False),
    ],
)
def test_a_place_that_is_released_goes_to_what_is_held_at_once(answer: Answer, frees: bool) -> None:
    she = life(cap())
    she.answers["x"] = [None]
    she.propose("x", "0")
    she.propose("late", "5m")
    assert story(she)[-1] == ("5m", "late", "hold cap", "1d")
    she.answer("x", answer, "10m")
    assert (("10m", "late") in she.sent()) == frees
    she.advance("9d")
    assert len([one for one in she.sent() if one[1] == "late"]) == 1


def test_what_comes_back_takes_a_new_place_at_its_own_time() -> None:
    she = life(cap())
    she.answers["x"] = [NotNow(why="throttled", until=at("6h"))]
    she.propose("x", "0")
    assert [one.slot for one in she.state.proposals] == [None]
    she.advance("6h")
    she.propose("late", "7h")
    assert story(she)[-1] == ("7h", "late", "hold cap", "1d6h")


def test_an_essential_message_that_may_have_arrived_keeps_its_place() -> None:
    she = life(cap(counts={"channels": ["email"]}))
    she.answers["note"] = [Unknown()]
    she.propose("note", "0")
    she.propose("x", "1m")
    assert story(she)[-1] == ("1m", "x", "hold cap", "1d")
    she.advance("5m")  # it is sent again
    assert story(she)[-1] == ("5m", "x", "hold cap", "1d5m")


def test_an_unknown_one_that_turns_out_refused_frees_its_place() -> None:
    she = life(cap())
    she.answers["x"] = [Unknown()]
    she.propose("x", "0")
    she.propose("late", "1h")
    she.control(Settle(message_id=she.delivery("x").message_id, accepted=False), "2h")
    assert she.sent()[-1] == ("2h", "late")


def test_an_opt_out_before_it_left_frees_its_place() -> None:
    she = life(cap())
    she.answers["news"] = [None]
    she.propose("news", "0")
    she.propose("x", "1s")
    she.identify("2s", ConsentChange(status="denied", purpose=Purpose.PROMOTIONAL))
    she.answer("news", NotNow(why="cancelled"), "3s")
    assert (she.dropped(), she.sent()[-1]) == ([("3s", "news", "opted_out")], ("3s", "x"))


def test_departments_share_the_places() -> None:
    she = life(cap(max=2))
    assert ask(she, "a", "0") == ("send", None)
    she.propose("x", "1m")
    assert ask(she, "b", "2m") == ("drop", at("1d"))
    assert ask(she, "b", "3m") == ("drop", at("1d"))  # the same question has the same answer
    she.propose("late", "4m")
    assert story(she)[-1] == ("4m", "late", "hold cap", "1d")
    she.feed(Release(id="r", at=at("5m"), ask="a"), "5m")
    assert she.sent()[-1] == ("5m", "late")


def test_a_reservation_lapses_or_becomes_a_message() -> None:
    she = life(cap())
    ask(she, "a", "0", ttl=600)
    she.propose("x", "5m")
    she.advance("9m59.999999s")
    assert she.sent() == [("0", "letter")]
    she.advance("10m")
    assert she.sent()[1:] == [("10m", "x")]
    she = life(cap())
    ask(she, "a", "0", ttl=600)
    she.propose("x", "5m")
    she.feed(Confirm(id="c", at=at("6m"), ask="a"), "6m")
    she.advance("9d")
    assert she.sent()[1:] == [("1d", "x")]  # from the decision, not from the word that it went out


def test_a_report_counts_at_its_sent_time() -> None:
    she = life(cap())
    what = Elsewhere(message="letter", department="sales", purpose=Purpose.PROMOTIONAL)
    she.feed(Report(id="r", at=at("0"), what=what, channel=Channel.SMS, sent_at=at("-20h")), "0")
    she.propose("x", "1h")
    assert story(she)[-1] == ("1h", "x", "hold cap", "4h")


def test_what_a_pause_held_is_counted_when_it_goes() -> None:
    she = life(cap(max=2))
    she.control(Pause(), "-5m")
    for when in ("0", "1h", "2h"):
        she.propose("x", when)
    she.control(Resume(), "5h")
    assert [when for when, _ in she.sent()] == ["5h", "5h"]
    assert story(she)[-1] == ("5h", "x", "hold cap", "1d5h")
