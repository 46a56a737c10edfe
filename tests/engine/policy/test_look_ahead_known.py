"""Rule 7: which heavier messages are known to come and would pass, and are left a place."""

import pytest

from engine.contracts.answers import Accepted
from engine.contracts.inputs import ConsentChange, Elsewhere, Propose, Release, Report
from engine.contracts.verbs import Pause
from engine.language.terms import Channel, Purpose
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life, at
from tests.engine.policy.looking_ahead import CAP, MESSAGES, cap, life
from tests.engine.policy.records import evidence, story


@pytest.mark.parametrize("why", ["paused", "opted out", "no address", "held out", "blocked", "conflict", "condition"])
def test_a_heavier_one_that_would_not_pass_now_is_not_left_a_place(why: str) -> None:
    more: Step = {}
    steps = [wait("1d"), send("big")]
    match why:
        case "held out":
            journeys = (journey("a", *steps, holdout={"share": "100%", "salt": "s"}),)
        case "condition":
            journeys = (journey("a", wait("1d"), send("big", when="customer.n > 5")),)
        case _:
            journeys = (journey("a", *steps),)
    if why == "blocked":
        allowed = {"messages": ["light"]}
        more = {"blocks": [{"name": "b", "while": "customer.n == 1", "allow": allowed, "over": "hold"}]}
    if why == "conflict":
        conflict: Step = {"name": "c", "keep": {"messages": ["same"]}, "yield": {"tags": ["big"]}, "within": "2d"}
        more = {"conflicts": [{**conflict, "over": "hold"}]}
    on_sms = (message("big", priority=80, tags=["big"], channels=["sms"]), *MESSAGES[1:])
    policy = {"channels": {"email": {}, "sms": {}}, "caps": [cap(max=2 if why == "conflict" else 1)], **more}
    books = Books(*journeys, messages=on_sms if why == "no address" else MESSAGES, policy=policy)
    she = Life(books, n=1, zone="Europe/Berlin")
    if why == "conflict":
        she.propose("same", "0")
    she.track("purchase")
    if why == "paused":
        she.control(Pause(journey="a"), "0")
    if why == "opted out":
        narrow = ConsentChange(status="denied", purpose=Purpose.PROMOTIONAL)
        promotes = message("big", purpose="promotional", priority=80)
        books.publish(*journeys, messages=(promotes, *MESSAGES[1:]), policy=policy)
        she.state.catalogue = 2
        she.identify("0", narrow)
    she.propose("light", "1h")
    assert she.sent()[-1] == ("1h", "light")


def test_the_channel_on_which_it_would_go_is_the_one_that_counts() -> None:
    both = (message("big", priority=80, channels=["email", "sms"]), message("light", purpose="content"))
    policy = {"channels": {"email": {}, "sms": {}}, "caps": [cap(counts={"channels": ["email"]})]}
    for denied, waits in ((False, True), (True, False)):
        more: Step = {"consent": {"after_opt_out": "next_channel"}, **policy}
        she = Life(Books(journey("a", wait("1d"), send("big")), messages=both, policy=more), phone="+49151")
        if denied:
            no_mails = ConsentChange(status="denied", channel=Channel.EMAIL, purpose=Purpose.LIFECYCLE)
            she.identify("-1m", no_mails)
        she.track("purchase")
        she.propose("light", "1h")
        assert story(she)[-1][2] == ("hold lower_priority" if waits else "send")


def test_a_planned_report_is_left_its_place_until_it_is_taken_back() -> None:
    she = life()
    what = Elsewhere(message="letter", department="sales", purpose=Purpose.PROMOTIONAL, priority=90)
    she.feed(Report(id="r", at=at("0"), what=what, channel=Channel.SMS, sent_at=at("1d")), "0")
    she.propose("light", "1h")
    assert story(she)[-1] == ("1h", "light", "hold lower_priority", "1d")
    assert evidence(she, "light", "arbitration")["winner_message"] == "letter"
    she.feed(Release(id="x", at=at("2h"), ask="r"), "2h")
    assert she.sent() == [("2h", "light")]
    light = Elsewhere(message="letter", department="sales", purpose=Purpose.PROMOTIONAL, priority=40)
    she = life()
    she.feed(Report(id="r", at=at("0"), what=light, channel=Channel.SMS, sent_at=at("1d")), "0")
    she.propose("light", "1h")
    assert she.sent() == [("1h", "light")]


def test_a_held_one_is_left_its_place_for_as_long_as_its_time_is_known() -> None:
    held_back: Step = {"name": "b", "counts": {"tags": ["big"]}, "max": 1, "per": "1d", "over": "hold"}
    she = life(cap(max=3), held_back)
    she.propose("big", "0")
    she.propose("big", "1h")  # held to 1d
    she.propose("light", "2h")
    she.propose("light", "3h")
    assert story(she)[1:] == [
        ("1h", "big", "hold cap", "1d"),
        ("2h", "light", "send", ""),
        ("3h", "light", "hold lower_priority", "1d"),
    ]
    she.advance("1d")
    assert she.sent()[-1] == ("1d", "big")


def test_an_exit_of_the_heavier_one_lets_it_go_at_once() -> None:
    leaves = journey("a", wait("1d"), send("big"), exit=[{"trigger": "returned"}])
    she = Life(Books(leaves, messages=MESSAGES, policy={"caps": [CAP]}))
    she.track("purchase")
    she.propose("light", "1h")
    she.track("returned", "2h")
    assert she.sent() == [("2h", "light")]


def test_messages_of_one_enrolment_never_wait_for_each_other() -> None:
    """The heavier one leaves after it in any case."""
    steps = (send("light", **{"continue": "when_proposed"}), wait("1d"), send("big"))
    she = Life(Books(journey("a", *steps), messages=MESSAGES, policy={"caps": [CAP]}))
    she.track("purchase")
    assert she.sent() == [("0", "light")]


def test_one_behind_a_message_on_its_way_is_awaited_without_a_time() -> None:
    """It may come any moment: nothing wakes her for it but the outcome."""
    steps = (send("same", **{"continue": "when_proposed"}), send("big"))
    policy = {"caps": [cap(max=2)]}
    she = Life(Books(journey("a", *steps), messages=MESSAGES, policy=policy))
    she.answers["same"] = [None]
    she.track("purchase")
    she.propose("light", "1s")
    assert story(she) == [("0", "same", "send", ""), ("1s", "light", "hold lower_priority", "")]
    she.feed(Propose(id="again", at=at("2s"), message="light", origin="broadcast"), "2s")
    assert she.sent() == [("0", "same")]
    she.answer("same", Accepted(), "5s")
    assert she.sent() == [("0", "same"), ("5s", "big")]
