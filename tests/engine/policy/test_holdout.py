"""Rule 3: a share of customers or households gets no marketing, and the record says what would have been decided."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.contracts.inputs import ConsentChange
from engine.contracts.verbs import Pause
from engine.identity import bucket
from engine.language.journey import Journey
from engine.language.policy import Policy
from engine.policy.reading.control import draw, in_control
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life, at
from tests.engine.policy.records import decisions, evidence, look, story

ALL: Step = {"name": "everybody", "share": "100%", "salt": "s", "unit": "customer"}
GOAL: Step = {"trigger": "activated", "within": "30d of entry"}


def holdout(**more: Any) -> Step:
    return {**ALL, **more}


def books(*rules: Step, purpose: str = "lifecycle", **more: Any) -> Books:
    """`hello` on purchase, `bye` a day later, a goal."""
    both = tuple(message(name, purpose=purpose) for name in ("hello", "bye"))
    steps = journey("a", send("hello"), wait("1d"), send("bye"), goal=GOAL, **more)
    return Books(steps, messages=both, policy={"holdout": list(rules)})


def test_a_customer_in_control_walks_the_journey_and_reaches_its_goal() -> None:
    she = Life(books(ALL))
    she.track("purchase")
    she.track("activated", "2d")
    assert story(she) == [("0", "hello", "drop holdout", ""), ("1d", "bye", "drop holdout", "")]
    assert she.ended() == [("1d", "a", "completed")]
    (goal,) = she.goals()
    assert goal.credited_to is None
    assert she.deliveries() == []


@pytest.mark.parametrize(
    ("purpose", "sent"),
    [
        ("transactional", True),
        ("service", True),
        ("lifecycle", False),
        ("promotional", False),
        ("content", False),
        ("survey", False),
    ],
)
def test_marketing_only(purpose: str, sent: bool) -> None:
    she = Life(books(ALL, purpose=purpose))
    she.track("purchase")
    assert bool(she.sent()) is sent
    assert sent is not any(one.rule == "holdout" for one in decisions(she)[0].rules)


def test_a_purpose_may_be_left_out_of_it() -> None:
    policy = {"holdout": [ALL], "purposes": {"survey": {"holdout": "no"}}}
    she = Life(Books(messages=(message("hello", purpose="survey"),), policy=policy))
    she.propose("hello", "0")
    assert she.sent() == [("0", "hello")]


@pytest.mark.parametrize("share", ["0%", "0.01%", "0.0001%", "5%", "7%", "28.9%", "33.33%", "56.7%", "99.99%", "100%"])
def test_the_share_is_exact(share: str) -> None:
    """Against the shares as they are written, in whole numbers: 7% of 10,000 is 700 and not 700.0000000000001."""
    rule = Policy.model_validate({"policy": "house", "holdout": [holdout(share=share)]}).holdout[0]
    whole, _, decimals = share.rstrip("%").partition(".")
    millionths = int(whole + decimals.ljust(4, "0"))
    drawn = draw(rule, "c-1", {})
    assert drawn.bucket == bucket("s", "c-1")
    for place in range(10_000):
        assert drawn._replace(bucket=place).out is (place * 100 < millionths)


@pytest.mark.parametrize(("share", "out"), [("26.43%", False), ("26.431%", True), ("26.44%", True)])
def test_out_is_whose_bucket_is_below_the_share(share: str, out: bool) -> None:
    she = Life(books(holdout(share=share)))
    assert bucket("s", "c-1") == 2643  # as `sha256sum` and `bc` say
    she.track("purchase")
    assert bool(she.sent()) is not out
    assert evidence(she, "hello", "holdout")["bucket"] == 2643


@pytest.mark.parametrize(
    ("attributes", "unit"),
    [
        ({"household": "h-1"}, "household"),
        ({"household_id": "h-1"}, "household"),
        ({"household": 17}, "household"),
        ({}, "customer"),
        ({"household": None}, "customer"),
        ({"household": " "}, "customer"),
        ({"household": True}, "customer"),
        ({"household": ["h-1"]}, "customer"),
    ],
)
def test_a_missing_household_is_the_customer(attributes: dict[str, Any], unit: str) -> None:
    she = Life(books(holdout(unit="household")), **attributes)
    she.track("purchase")
    found = evidence(she, "hello", "holdout")
    name = str(attributes.get("household") or attributes.get("household_id")) if unit == "household" else "c-1"
    assert (found["unit"], found["bucket"]) == (unit, bucket("s", name))


def test_the_unit_may_be_the_customer_whatever_her_household() -> None:
    she = Life(books(ALL), household="h-1")
    she.track("purchase")
    assert evidence(she, "hello", "holdout") == {
        "unit": "customer",
        "bucket": bucket("s", "c-1"),
        "threshold": 10_000,
        "otherwise": "send",
    }


@given(st.integers(0, 50), st.lists(st.integers(0, 1_000), min_size=2, max_size=5), st.floats(0, 1))
def test_a_household_is_all_in_or_all_out(household: int, members: list[int], share: float) -> None:
    rule = {"name": "h", "share": share, "salt": "2026", "unit": "household"}
    policy = Policy.model_validate({"policy": "house", "holdout": [rule]})
    drawn = {draw(policy.holdout[0], f"c-{member}", {"household": f"h-{household}"}) for member in members}
    assert len(drawn) == 1


def test_about_the_share_of_many_is_out() -> None:
    rule = Policy.model_validate({"policy": "house", "holdout": [holdout(share="5%", salt="global-2026")]}).holdout[0]
    out = sum(draw(rule, f"c-{number}", {}).out for number in range(10_000))
    assert 430 < out < 570  # three deviations


BERLIN = {"zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("period", "when", "out"),
    [
        ({"from": "2026-04-15"}, "13h59m59s", False),  # 14 April, 23:59:59 in Berlin
        ({"from": "2026-04-15"}, "14h", True),
        ({"to": "2026-04-15"}, "13h59m59s", True),
        ({"to": "2026-04-15"}, "14h", False),
        ({"from": "2026-04-14", "to": "2026-04-15"}, "0", True),
        ({"from": "2026-04-15", "to": "2026-04-16"}, "1d14h", False),
    ],
)
def test_from_and_to_before_days_of_the_organisation(period: dict[str, str], when: str, out: bool) -> None:
    policy = BERLIN | {"holdout": [holdout(**period)]}
    she = Life(Books(messages=(message("hello"),), policy=policy), zone="Asia/Tokyo")
    she.propose("hello", when)
    assert bool(she.sent()) is not out


def test_what_is_held_when_a_holdout_begins_is_held_out_then() -> None:
    block = {"name": "quiet", "while": "customer.n > 0", "over": "hold"}
    policy = BERLIN | {"holdout": [holdout(**{"from": "2026-04-16"})], "blocks": [block]}
    she = Life(Books(messages=(message("hello"),), policy=policy), n=1)
    she.propose("hello", "0")
    she.advance("5d")
    assert story(she) == [("0", "hello", "hold blocked", ""), ("1d14h", "hello", "drop holdout", "")]
    assert evidence(she, "hello", "holdout")["otherwise"] == "hold"
    assert evidence(she, "hello", "holdout")["otherwise_reason"] == "blocked"


def test_want_of_consent_goes_before_the_control_group() -> None:
    she = Life(books(ALL), agreed=False)
    she.track("purchase")
    she.identify("1h", ConsentChange(status="denied"))
    she.advance("2d")
    assert story(she) == [("0", "hello", "drop consent_missing", ""), ("1d", "bye", "drop opted_out", "")]


def test_what_is_paused_is_dropped_at_once_and_would_have_been_held() -> None:
    she = Life(books(ALL))
    she.control(Pause(), "-1m")
    she.track("purchase")
    assert story(she) == [("0", "hello", "drop holdout", "")]
    assert evidence(she, "hello", "holdout")["otherwise_reason"] == "paused"


@pytest.mark.parametrize("policy", [{"mode": "observe", "holdout": [ALL]}, {"holdout": [holdout(mode="observe")]}])
def test_observed_it_stops_nothing(policy: dict[str, Any]) -> None:
    she = Life(Books(messages=(message("hello"),), policy=policy))
    she.propose("hello", "0")
    assert she.sent() == [("0", "hello")]
    found = look(she, "hello", "holdout")
    assert (found.observed, found.verdict, found.evidence["otherwise"]) == (True, "drop", "send")


def test_the_journeys_own_holds_out_its_messages_only() -> None:
    own = {"share": "100%", "salt": "a-2026"}
    other = journey("b", send("other"), enter="viewed")
    she = Life(Books(journey("a", send("hello"), holdout=own), other, messages=(message("alone"),)))
    she.track("purchase")
    she.track("viewed", "1h")
    she.propose("alone", "2h")
    she.propose("hello", "3h")  # the same message, but nobody of that journey
    assert [(one.message, one.verdict) for one in decisions(she)] == [
        ("hello", "drop"),
        ("other", "send"),
        ("alone", "send"),
        ("hello", "send"),
    ]
    assert decisions(she)[0].rules[1].name == "a"


def test_the_journeys_own_holds_also_where_the_policy_only_observes() -> None:
    own = {"share": "100%", "salt": "a-2026"}
    she = Life(Books(journey("a", send("hello"), holdout=own), policy={"mode": "observe"}))
    she.track("purchase")
    assert she.dropped() == [("0", "hello", "holdout")]


def test_the_journeys_own_follows_the_version_that_is_pinned() -> None:
    shelf = Books(journey("a", wait("1d"), send("hello"), holdout={"share": "100%", "salt": "s"}))
    she = Life(shelf)
    she.track("purchase")
    shelf.publish(journey("a", wait("1d"), send("hello")))
    she.state.catalogue = 2
    she.track("purchase", "1h")
    she.advance("3d")
    assert [(one.message, one.verdict) for one in decisions(she)] == [("hello", "drop"), ("hello", "send")]


def _journey(**more: Any) -> Journey:
    return journey("a", send("hello"), **more)


@pytest.mark.parametrize(
    ("journey_share", "rule", "arm"),
    [
        (None, None, False),
        ("100%", None, True),
        ("0%", None, False),
        (None, ALL, True),
        (None, holdout(share="0%"), False),
        (None, holdout(mode="observe"), False),
        (None, holdout(**{"from": "2026-04-15"}), False),
        (None, holdout(to="2026-04-14"), False),
        (None, holdout(**{"from": "2026-04-14", "to": "2026-04-15"}), True),
    ],
)
def test_the_arm_control(journey_share: str | None, rule: Step | None, arm: bool) -> None:
    own = {} if journey_share is None else {"holdout": {"share": journey_share, "salt": "s"}}
    policy = Policy.model_validate({"policy": "house", "holdout": [rule] if rule else []})
    assert in_control(_journey(**own), policy, "c-1", {}, at("0")) is arm


def test_the_arm_of_a_policy_that_observes() -> None:
    policy = Policy.model_validate({"policy": "house", "mode": "observe", "holdout": [ALL]})
    assert not in_control(_journey(), policy, "c-1", {}, datetime(2026, 4, 14, tzinfo=UTC))
