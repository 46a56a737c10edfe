"""Rule 7: a lighter message leaves the last places to heavier ones that are known to come."""

from typing import Any

import pytest

from engine.contracts.answers import Accepted
from engine.contracts.inputs import ConsentChange, Elsewhere, Propose, Release, Report
from engine.contracts.verbs import Pause
from engine.language.terms import Channel, Purpose
from engine.moment import Moment
from engine.policy.case import case_of
from engine.policy.decision import judge
from engine.policy.recompute import differences
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life, at
from tests.engine.policy.records import decisions, evidence, look, story

CAP: Step = {
    "name": "week",
    "counts": {"class": "marketing"},
    "max": 1,
    "per": "7d",
    "over": "hold",
    "look_ahead": "48h",
}
MESSAGES = (
    message("big", priority=80, tags=["big"]),
    message("same", priority=50),
    message("light", expires="60d"),
    message("note", purpose="service"),
)


def cap(**more: Any) -> Step:
    return {**CAP, **more}


def life(*caps: Step, wait_for_it: Any = "1d", then: str = "big", policy: Step | None = None, **profile: Any) -> Life:
    """A purchase leads to `then`."""
    rules: Step = {"channels": {"email": {}, "sms": {}}, "caps": list(caps or (CAP,)), **(policy or {})}
    books = Books(journey("a", wait(wait_for_it), send(then)), messages=MESSAGES, policy=rules)
    return Life(books, zone="Europe/Berlin", **profile)


def test_the_lighter_one_waits_until_the_heavier_one_is_due() -> None:
    she = life()
    she.track("purchase")
    she.propose("light", "1h")
    she.advance("30d")
    assert story(she) == [
        ("1h", "light", "hold lower_priority", "1d"),
        ("1d", "big", "send", ""),
        ("1d", "light", "hold cap", "8d"),
        ("8d", "light", "send", ""),
    ]
    held = next(one for one in decisions(she, "light")[0].rules if one.rule == "arbitration")
    assert held.evidence == {
        "max": 1,
        "over": "hold",
        "per": "1w",
        "used": 0,
        "look_ahead": "2d",
        "winner": decisions(she, "big")[0].message_id,
        "winner_message": "big",
        "comes": at("1d").isoformat(),
        "used_then": 0,
        "before": 0,
        "until": at("1d").isoformat(),
    }
    assert [name for one in decisions(she) for name in differences(one)] == []


@pytest.mark.parametrize(
    ("hours", "per", "look_ahead", "waits"),
    [
        (47, "7d", "48h", True),
        (48, "7d", "48h", False),  # within is half-open, as every window
        (47, "2d", "9d", True),
        (48, "2d", "9d", False),  # a place taken now is free again then
        (13, "calendar_day", "9d", True),  # up to 23:59:59 in Berlin
        (14, "calendar_day", "9d", False),
        (133, "calendar_week", "9d", True),
        (134, "calendar_week", "9d", False),
        (132, "calendar_week", "133h", True),
        (133, "calendar_week", "133h", False),
    ],
)
def test_how_far_it_looks(hours: int, per: str, look_ahead: str, waits: bool) -> None:
    she = life(cap(per=per, look_ahead=look_ahead), wait_for_it=f"{hours}h")
    she.track("purchase")
    she.propose("light", "0")
    assert (she.held() == [("0", "light", "lower_priority")]) == waits
    assert (she.sent() == [("0", "light")]) == (not waits)


@pytest.mark.parametrize(("then", "waits"), [("big", True), ("note", True), ("same", False), ("light", False)])
def test_only_for_a_heavier_one(then: str, waits: bool) -> None:
    """By class, then priority; an equal one that is due later is not heavier."""
    she = life(cap(counts={"channels": ["email"]}), then=then)
    she.track("purchase")
    she.propose("light", "1h")
    assert (she.sent() == []) == waits


@pytest.mark.parametrize(
    ("limit", "used", "heavier", "waits"),
    [
        (2, 0, 1, False),
        (2, 0, 2, True),
        (2, 1, 1, True),
        (3, 1, 1, False),
        (3, 1, 2, True),
        (3, 0, 2, False),
    ],
)
def test_only_when_the_places_left_would_all_be_needed(limit: int, used: int, heavier: int, waits: bool) -> None:
    she = life(cap(max=limit))
    for number in range(used):
        she.propose("same", f"-{number + 1}m")
    for _ in range(heavier):
        she.track("purchase")
    she.propose("light", "1h")
    assert (she.sent()[-1:] == [("1h", "light")]) == (not waits)


def test_a_place_that_is_free_again_when_the_heavier_one_comes_is_not_needed() -> None:
    she = life(cap(max=2))
    she.propose("same", "0")
    she.track("purchase", "6d1h")
    she.propose("light", "6d2h")  # the heavier one comes after 7d1h: the first place is free by then
    assert she.sent()[-1] == ("6d2h", "light")
    she.advance("8d")
    assert she.sent()[-1] == ("7d1h", "big")


def test_each_place_is_left_in_turn() -> None:
    she = life(cap(max=2))
    for _ in range(2):
        she.track("purchase")
    for hour in range(1, 4):
        she.propose("light", f"{hour}h")
    she.advance("2d")
    assert she.sent() == [("1d", "big"), ("1d", "big")]


@pytest.mark.parametrize(("over", "verdict"), [("drop", "drop"), ("hold", "hold"), ("next_channel", "drop")])
def test_what_becomes_of_it_is_what_the_cap_says(over: str, verdict: str) -> None:
    she = life(cap(over=over))
    she.track("purchase")
    she.propose("light", "1h")
    (decided,) = decisions(she, "light")
    assert (decided.verdict, decided.reason) == (verdict, "lower_priority")
    assert look(she, "light", "arbitration").until == at("1d")


def test_a_cap_that_does_not_look_ahead_or_only_observes() -> None:
    plain = {name: value for name, value in CAP.items() if name != "look_ahead"}
    for rule in (plain, cap(mode="observe"), cap(max="customer.gone"), cap(counts={"tags": ["big"]})):
        she = life(rule)
        she.track("purchase")
        she.propose("light", "1h")
        assert she.sent() == [("1h", "light")], rule


def test_a_full_cap_stops_it_before_that() -> None:
    she = life()
    she.propose("same", "0")
    she.track("purchase", "1h")
    she.propose("light", "2h")
    assert [one for one in decisions(she, "light")[0].rules if one.rule == "arbitration"] == []
    assert she.held() == [("2h", "light", "cap")]


def test_what_is_exempt_leaves_nothing() -> None:
    she = life(cap(counts={"channels": ["email"]}), then="note")
    she.track("purchase")
    she.feed(Propose(id="n", at=at("1h"), message="note", origin="operator"), "1h")
    assert she.sent() == [("1h", "note")]


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


def test_looking_ahead_leaves_no_trace() -> None:
    she = life()
    she.track("purchase")
    she.propose("light", "1h")
    before = she.state.model_dump_json()
    moment = Moment(she.state, she.definitions, at("2h"), at("2h"))
    judge(case_of(moment, she.state.proposals[0]))
    assert she.state.model_dump_json() == before
