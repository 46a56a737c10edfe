"""Rule 8: at least so many of a kind among the last, and never so many of a kind in a row."""

import pytest

from engine.contracts.answers import Refused
from engine.contracts.inputs import Elsewhere, Report
from engine.contracts.journal import Reported
from engine.language.terms import Channel, Purpose
from tests.engine.books import Books, Step, message
from tests.engine.lives import Life, at
from tests.engine.policy.mixes import LETTER, ROW, SHARE, after, books, received
from tests.engine.policy.records import decisions, evidence, look, story


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


def test_a_report_of_earlier_is_looked_at_as_of_its_time() -> None:
    she = Life(books(ROW))
    after(she, "pp")
    what = Elsewhere(message="flyer", department="store", purpose=Purpose.PROMOTIONAL)
    for id, sent_at in (("before", "30m"), ("after", "3h")):
        she.feed(Report(id=id, at=at("9h"), what=what, channel=Channel.SMS, sent_at=at(sent_at)), "9h")
    assert [one.over for one in she.entries if isinstance(one, Reported)] == [(), ("mix no-three",)]
