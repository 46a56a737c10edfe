"""Rule 8: at least so many of a kind among the last, never so many of a kind in a row, and something else instead."""

from typing import Any

import pytest

from engine.contracts.answers import Refused
from engine.contracts.inputs import Ask, ConsentChange, Elsewhere, Propose, Report
from engine.contracts.journal import Reported
from engine.contracts.verbs import Pause, Resume
from engine.language.terms import Channel, Purpose
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life, at
from tests.engine.policy.records import decisions, evidence, look, story

SHARE: Step = {"name": "one-in-three", "of_last": 3, "at_least": 1, "purposes": ["content"], "over": "hold"}
ROW: Step = {"name": "no-three", "never_in_a_row": 3, "purposes": ["promotional"], "over": "hold"}
LETTER: Step = {**SHARE, "instead": "letter"}
KINDS = {"p": "promotional", "l": "lifecycle", "c": "content", "s": "survey", "e": "service", "t": "transactional"}
MESSAGES = (
    *(message(name, purpose=purpose, channels=["email", "sms"]) for name, purpose in KINDS.items()),
    message("letter", purpose="content", department="crm", priority=20, channels=["email", "sms"]),
)


def books(*rules: Step, **policy: Any) -> Books:
    return Books(messages=MESSAGES, policy={"channels": {"email": {}, "sms": {}}, "mix": list(rules), **policy})


def after(she: Life, history: str, start: int = 0) -> None:
    """An hour apart, each message of the history, one after another."""
    for number, name in enumerate(history):
        she.propose(name, f"{start + number}h")


def received(she: Life) -> str:
    return "".join(name for _, name in she.sent())


@pytest.mark.parametrize(
    ("rule", "history", "last", "passes"),
    [
        # Of the last three, the candidate included, one has to be content.
        (SHARE, "", "p", True),
        (SHARE, "p", "p", True),  # only when there are three
        (SHARE, "pp", "p", False),
        (SHARE, "pl", "s", False),
        (SHARE, "pp", "c", True),
        (SHARE, "cp", "p", True),
        (SHARE, "cpp", "p", False),  # the content is the fourth by now
        (SHARE, "pc", "p", True),
        (SHARE, "pep", "p", False),  # an essential message is none of the mix
        (SHARE, "pp", "e", True),
        (SHARE, "pp", "t", True),
        ({**SHARE, "at_least": 2}, "cp", "p", False),
        ({**SHARE, "at_least": 2}, "cc", "p", True),
        ({**SHARE, "at_least": 2}, "pp", "c", True),  # too few all the same, but it is one of them
        ({**SHARE, "purposes": ["content", "survey"]}, "ps", "p", True),
        ({**SHARE, "of_last": 2}, "p", "p", False),
        # Three in a row are one too many.
        (ROW, "", "p", True),
        (ROW, "p", "p", True),
        (ROW, "pp", "p", False),
        (ROW, "pep", "p", False),  # essential messages do not break a row
        (ROW, "plp", "p", True),
        (ROW, "pp", "l", True),
        (ROW, "lpp", "p", False),
        (ROW, "ppc", "p", True),
        ({**ROW, "never_in_a_row": 2}, "p", "p", False),
        ({**ROW, "purposes": ["promotional", "survey"]}, "ps", "p", False),
    ],
)
def test_the_mix(rule: Step, history: str, last: str, passes: bool) -> None:
    she = Life(books({**rule, "over": "drop"}))
    for number, name in enumerate(history):
        she.identify(f"{number}h")
        she.propose(name, f"{number}h")
    assert received(she) == history
    she.propose(last, "9h")
    assert (received(she) == history + last) is passes
    assert she.dropped() == ([] if passes else [("9h", last, "mix")])


def test_the_evidence() -> None:
    she = Life(books(SHARE))
    after(she, "ppp")
    first, second = (one.message_id for one in decisions(she)[:2])
    promotion = [{"id": first, "purpose": "promotional"}, {"id": second, "purpose": "promotional"}]
    assert evidence(she, "p", "mix") == {
        "over": "hold",
        "purposes": ["content"],
        "messages": promotion,
        "of_last": 3,
        "at_least": 1,
    }


def test_what_is_held_goes_as_soon_as_something_else_went() -> None:
    she = Life(books(SHARE))
    after(she, "ppp")
    she.propose("c", "9h")
    assert story(she)[2:] == [
        ("2h", "p", "hold mix", ""),
        ("9h", "c", "send", ""),
        ("9h", "p", "send", ""),
    ]


def test_a_row_is_broken_by_another_kind() -> None:
    she = Life(books(ROW))
    after(she, "ppp")
    she.propose("l", "9h")
    assert story(she)[-2:] == [("9h", "l", "send", ""), ("9h", "p", "send", "")]


def test_in_order_of_decision_over_all_channels() -> None:
    she = Life(books(ROW), phone="+49151")
    after(she, "p")
    she.identify("30m", email=None)
    she.propose("p", "1h")
    assert [one.channel for one in she.deliveries()] == ["email", "sms"]
    she.propose("p", "2h")
    assert she.held() == [("2h", "p", "mix")]


def test_what_is_on_its_way_counts_and_what_was_refused_does_not() -> None:
    she = Life(books(ROW))
    she.answers["p"] = [None, None]
    after(she, "ppp")
    assert she.held() == [("2h", "p", "mix")]
    she.answer("p", Refused(fault="recipient"), "3h")
    assert she.sent()[-1] == ("3h", "p")


@pytest.mark.parametrize(("when", "passes"), [("89d23h59m59s", False), ("90d", True)])
def test_the_mix_is_one_of_90_days(when: str, passes: bool) -> None:
    she = Life(books({**ROW, "over": "drop"}))
    after(she, "pp")
    she.propose("p", when)
    assert (len(she.sent()) == 3) is passes


def test_it_is_decided_again_when_the_oldest_leaves() -> None:
    patient = message("p", purpose="promotional", expires="200d")
    she = Life(Books(messages=(patient,), policy={"mix": [ROW]}))
    after(she, "ppp")
    she.advance("100d")
    assert story(she)[2:] == [("2h", "p", "hold mix", ""), ("90d", "p", "send", "")]


@pytest.mark.parametrize("policy", [{"mode": "observe", "mix": [LETTER]}, {"mix": [{**LETTER, "mode": "observe"}]}])
def test_observed_it_stops_nothing_and_puts_nothing_instead(policy: Step) -> None:
    she = Life(books(**policy))
    after(she, "ppp")
    assert received(she) == "ppp"
    found = look(she, "p", "mix")
    assert (found.observed, found.verdict, found.evidence["instead"]) == (True, "drop", "letter")


def test_a_hold_that_outlives_the_message_drops_it() -> None:
    she = Life(books(SHARE))
    after(she, "ppp")
    she.advance("9d")
    assert she.dropped() == [("3d2h", "p", "mix")]


# Something else instead.


def test_another_message_takes_its_place() -> None:
    she = Life(books(LETTER))
    after(she, "ppp")
    assert story(she)[2:] == [("2h", "p", "drop mix", ""), ("2h", "letter", "send", "")]
    letter = decisions(she, "letter")[0]
    assert (letter.department, letter.purpose, letter.origin) == ("crm", "content", "operator")
    assert evidence(she, "p", "mix")["instead_id"] == letter.message_id
    she.propose("p", "3h")
    assert she.sent()[-1] == ("3h", "p")


def test_its_journey_waits_for_the_one_that_took_its_place() -> None:
    shelf = Books(
        journey("a", send("one"), send("two"), send("three"), wait("1h"), send("four")),
        messages=(*MESSAGES, *(message(name, purpose="promotional") for name in ("one", "two", "three", "four"))),
        policy={"mix": [LETTER]},
    )
    she = Life(shelf)
    she.answers["letter"] = [None]
    she.track("purchase")
    she.advance("5h")
    assert [name for _, name in she.sent()] == ["one", "two", "letter"]  # and nobody goes on
    assert [one.step for one in she.state.enrolments] == ["three"]
    she.answer("letter", Refused(fault="recipient"), "6h")
    she.advance("2d")
    letter = decisions(she, "letter")[0]
    assert (letter.journey, letter.step, letter.enrolment_id) == ("a", "three", decisions(she, "one")[0].enrolment_id)
    assert ("7h", "four") in [(when, name) for when, name, *_ in story(she)]


def test_an_exit_takes_the_one_in_its_place_back() -> None:
    shelf = Books(
        journey("a", send("p"), exit=[{"trigger": "returned"}]),
        messages=MESSAGES,
        policy={"mix": [LETTER], "blocks": [{"name": "b", "while": "customer.n > 0", "over": "hold"}]},
    )
    she = Life(shelf)
    after(she, "pp")
    she.identify("5h", n=1)
    she.track("purchase", "6h")
    assert story(she)[2:] == [("6h", "p", "drop mix", ""), ("6h", "letter", "hold blocked", "")]
    she.track("returned", "7h")
    assert story(she)[4:] == [("7h", "letter", "drop exited", "")]


def test_the_one_in_its_place_is_never_replaced_itself() -> None:
    strict = {**ROW, "name": "no-row", "never_in_a_row": 2, "purposes": ["content", "promotional"], "instead": "other"}
    shelf = Books(messages=(*MESSAGES, message("other", purpose="survey")), policy={"mix": [LETTER, strict]})
    she = Life(shelf)
    after(she, "lp")
    assert received(she) == "lp"
    she.propose("s", "5h")  # no content among the last three, and the letter would be the second in a row
    assert story(she)[2:] == [("5h", "s", "drop mix", ""), ("5h", "letter", "hold mix", "")]
    assert "instead" not in evidence(she, "letter", "mix")


def test_it_is_not_proposed_while_it_stands_there_already() -> None:
    """Then the rule does what it does by itself: it holds, or drops."""
    she = Life(books(LETTER))
    after(she, "pp")
    she.control(Pause(), "3h")
    she.propose("letter", "4h")
    she.propose("p", "5h")
    she.propose("p", "6h")
    assert {verdict for _, name, verdict, _ in story(she) if name == "p"} == {"send", "hold paused"}
    she.control(Resume(), "7h")
    assert [(name, verdict) for when, name, verdict, _ in story(she) if when == "7h"][-3:] == [
        ("letter", "send"),
        ("p", "send"),
        ("p", "send"),
    ]


def test_several_at_once_get_one_instead() -> None:
    three = Books(*(journey(name, send("p")) for name in ("x", "y", "z")), messages=MESSAGES, policy={"mix": [LETTER]})
    she = Life(three)
    after(she, "pp")
    she.track("purchase", "5h")
    assert [(name, verdict) for when, name, verdict, _ in story(she) if when == "5h"] == [
        ("p", "drop mix"),
        ("p", "hold mix"),
        ("p", "hold mix"),
        ("letter", "send"),
        ("p", "send"),
        ("p", "send"),
    ]


def test_another_rule_that_drops_it_puts_nothing_instead() -> None:
    conflict = {"name": "c", "keep": {"messages": ["l"]}, "yield": {"messages": ["p"]}, "within": "24h", "over": "drop"}
    she = Life(books(LETTER, conflicts=[conflict]))
    after(she, "sl")
    she.propose("p", "3h")
    assert story(she)[2:] == [("3h", "p", "drop conflict", "1d1h")]


def test_nor_does_an_opt_out() -> None:
    she = Life(books(LETTER))
    after(she, "pp")
    she.identify("2h", ConsentChange(status="denied", purpose=Purpose.PROMOTIONAL))
    she.propose("p", "3h")
    assert story(she)[2:] == [("3h", "p", "drop opted_out", "")]


def test_nor_does_the_control_group() -> None:
    she = Life(books(LETTER, holdout=[{"name": "h", "share": "100%", "salt": "s", "from": "2026-04-15"}]))
    after(she, "pp")
    she.propose("p", "1d")
    assert story(she)[2:] == [("1d", "p", "drop holdout", "")]
    assert evidence(she, "p", "holdout")["otherwise"] == "drop"


def test_a_channel_that_cannot_be_is_no_reason_to_go_without() -> None:
    by_sms = message("p", purpose="promotional", channels=["sms", "email"])
    shelf = Books(messages=(by_sms, *MESSAGES[1:]), policy={"channels": {"email": {}, "sms": {}}, "mix": [LETTER]})
    she = Life(shelf)
    after(she, "ppp")
    assert she.sent()[-1] == ("2h", "letter")


def test_a_department_that_asks_sends_its_own_or_nothing() -> None:
    she = Life(books(LETTER))
    after(she, "pp")
    meant = Elsewhere(message="sale", department="store", purpose=Purpose.PROMOTIONAL)
    she.feed(Ask(id="a-1", at=at("3h"), what=meant, channels=(Channel.EMAIL,)), "3h")
    assert (she.state.answers["a-1"].answer.verdict, she.state.answers["a-1"].answer.reason) == ("drop", "mix")
    assert received(she) == "pp"


def test_a_department_that_only_tries_out_sends_nothing_instead() -> None:
    she = Life(books(LETTER, departments={"shop": {"delivery": "shadow"}}))
    after(she, "ppp")
    assert story(she)[2:] == [("2h", "p", "hold mix", "")]
    assert she.deliveries() == []


def test_what_is_not_published_cannot_stand_in() -> None:
    she = Life(books({**SHARE, "instead": "gone"}))
    after(she, "ppp")
    assert story(she)[2:] == [("2h", "p", "hold mix", "")]


def test_a_broadcasts_replacement_is_the_broadcasts() -> None:
    she = Life(books(LETTER))
    after(she, "pp")
    she.feed(Propose(id="b-1", at=at("3h"), message="p", origin="broadcast", broadcast="spring"), "3h")
    letter = decisions(she, "letter")[0]
    assert (letter.origin, letter.broadcast) == ("broadcast", "spring")


def test_a_report_of_earlier_is_looked_at_as_of_its_time() -> None:
    she = Life(books(ROW))
    after(she, "pp")
    what = Elsewhere(message="flyer", department="store", purpose=Purpose.PROMOTIONAL)
    for id, sent_at in (("before", "30m"), ("after", "3h")):
        she.feed(Report(id=id, at=at("9h"), what=what, channel=Channel.SMS, sent_at=at(sent_at)), "9h")
    assert [one.over for one in she.entries if isinstance(one, Reported)] == [(), ("mix no-three",)]
