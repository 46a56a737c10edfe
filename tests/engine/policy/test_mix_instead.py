"""Rule 8: something else takes the place of a message that would spoil the mix."""

from engine.contracts.answers import Refused
from engine.contracts.inputs import Ask, ConsentChange, Elsewhere, Propose
from engine.contracts.verbs import Pause, Resume
from engine.language.terms import Channel, Purpose
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.lives import Life, at
from tests.engine.policy.mixes import LETTER, MESSAGES, ROW, SHARE, after, books, received
from tests.engine.policy.records import decisions, evidence, story


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
