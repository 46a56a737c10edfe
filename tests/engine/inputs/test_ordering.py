"""An operator's orders: leave a journey, pass over a step, let a message out, write facts, pause until a date."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import pytest

from engine.contracts.answers import Accepted, NotNow
from engine.contracts.inputs import ConsentChange, Control
from engine.contracts.journal import Decided
from engine.contracts.verbs import Cancel, Exit, LetOut, Pause, Resume, SetFacts, SetProfile, Skip, Verb
from engine.language.terms import Channel
from engine.policy.recompute import differences
from engine.telling.decisions.context import Context
from engine.telling.decisions.paragraph import paragraph
from engine.telling.titles import Titles
from tests.engine.books import Books, Step, journey, send, wait, wait_for
from tests.engine.lives import Life, at

CAP = {"name": "none-at-all", "counts": {"class": "marketing"}, "max": 0, "per": "7d", "over": "hold"}


def life(
    *steps: Step, policy: Mapping[str, object] | None = None, enter: Step | None = None, exit: Sequence[Step] = ()
) -> Life:
    return Life(Books(journey("a", *steps, enter=enter, exit=exit), policy=policy))


def test_exit_ends_what_runs_at_once_and_drops_what_is_held() -> None:
    she = life(send("hello"), send("next"), policy={"caps": [CAP]})
    she.track("purchase")
    she.control(Exit(journey="a"), "1h")
    assert she.ended() == [("1h", "a", "exited")]
    assert she.dropped() == [("1h", "hello", "exited")]


def test_a_key_says_which_of_several() -> None:
    she = life(wait("9d"), enter={"trigger": "purchase", "key": "event.order_id", "again": "parallel"})
    she.track("purchase", order_id="o-1")
    she.track("purchase", order_id="o-2")
    she.control(Exit(journey="a", key="o-1"), "1h")
    assert [one.key for one in she.state.enrolments] == ["o-2"]


def test_an_order_that_meets_nothing_is_told() -> None:
    she = life(wait("9d"))
    she.control(Exit(journey="a"), "1h")
    she.control(Skip(journey="b"), "1h")
    she.control(LetOut(message_id="m"), "1h")
    assert she.alerts() == ["exit without effect", "skip without effect", "let_out without effect"]


def test_a_wait_is_passed_over() -> None:
    she = life(wait("9d"), send("hello"))
    she.track("purchase")
    she.control(Skip(journey="a"), "1h")
    assert she.sent() == [("1h", "hello")]
    she.advance("10d")
    assert len(she.sent()) == 1


def test_a_wait_for_that_is_passed_over_has_no_outcome() -> None:
    branch = {
        "id": "which",
        "branch": [{"when": 'run.listen.outcome == "timeout"', "steps": [send("late")]}],
        "otherwise": [send("hello")],
    }
    she = life(wait_for({"name": "on", "trigger": "activated"}, timeout="9d"), branch)
    she.track("purchase")
    she.control(Skip(journey="a"), "1h")
    assert she.sent() == [("1h", "hello")]


def test_a_held_send_is_dropped_and_the_journey_goes_on() -> None:
    she = life(send("hello"), wait("1d"), send("next"), policy={"caps": [CAP]})
    she.track("purchase")
    she.control(Skip(journey="a"), "1h")
    assert she.dropped() == [("1h", "hello", "cancelled")]
    assert [one.deadline for one in she.state.enrolments] == [at("1d1h")]


def test_a_send_on_its_way_is_called_back_and_runs_to_its_end() -> None:
    she = life(send("hello"), wait("1d"))
    she.answers["hello"] = [None]
    she.track("purchase")
    she.control(Skip(journey="a"), "1h")
    assert [one.step for one in she.state.enrolments] == ["hello"]
    she.answer("hello", Accepted(), "2h")
    assert [one.step for one in she.state.enrolments] == ["pause"]


def test_a_look_up_that_is_passed_over_has_its_fallback() -> None:
    ask = {"id": "find", "lookup": "nearest", "with": {"city": "x"}, "into": "run.shop", "fallback": {"name": "any"}}
    she = Life(Books(journey("a", ask, wait("1d"))), silent=True)
    she.track("purchase")
    she.control(Skip(journey="a"), "1h")
    assert she.run("a")["shop"] == {"name": "any"}


def test_facts_are_written_and_conditions_look_at_them_at_once() -> None:
    she = life(wait("9d"), send("hello"), exit=[{"condition": "run.vip == true", "outcome": "vip"}])
    she.track("purchase")
    she.control(SetFacts(journey="a", facts={"note": "called", "gone": 1}), "1h")
    she.control(SetFacts(journey="a", facts={"gone": None}), "2h")
    assert she.run("a") == {"note": "called"}
    she.control(SetFacts(journey="a", facts={"vip": True}), "3h")
    assert she.ended() == [("3h", "a", "vip")]


def test_the_profile_is_written_and_what_follows_from_it_happens() -> None:
    she = life(wait("9d"), send("hello"), exit=[{"condition": "customer.city == 'Berlin'", "outcome": "moved"}])
    she.track("purchase")
    she.control(SetProfile(attributes={"city": "Berlin"}), "1h")
    assert she.ended() == [("1h", "a", "moved")]
    she.control(SetProfile(attributes={"city": None}), "2h")
    assert "city" not in she.state.attributes


def let_out(she: Life, message_key: str, when: str) -> None:
    [held] = [one for one in she.state.proposals if one.message == message_key]
    order: Verb = LetOut(message_id=held.id)
    she.feed(Control(id=f"let-{when}", at=at(when), order=order, operator="kim", reason="she asked"), when)


def test_what_the_house_holds_is_let_out_on_record() -> None:
    quiet = {"name": "always", "channels": ["email"], "from": "00:00", "to": "24:00", "over": "hold"}
    she = life(send("hello"), send("next"), policy={"caps": [CAP], "quiet_hours": [quiet]})
    she.track("purchase")
    let_out(she, "hello", "1h")
    assert she.sent() == [("1h", "hello")]
    assert she.delivery("hello").send_by == at("7d")
    [sent] = [one for one in she.entries if isinstance(one, Decided) and one.verdict == "send"]
    passed = {one.rule: one.evidence["let_out_by"] for one in sent.rules if one.observed}
    assert passed == {"cap": "kim: she asked", "quiet hours": "kim: she asked"}
    assert list(differences(sent)) == []
    assert she.held()[-1] == ("1h", "next", "cap")  # only this one


def test_a_full_channel_is_no_bar_to_what_is_let_out() -> None:
    policy = {"caps": [CAP], "channels": {"email": {"capacity": "1 per day"}}}
    she = life(send("hello"), policy=policy)
    she.track("purchase")
    let_out(she, "hello", "1h")
    assert she.delivery("hello").limits is None


def test_consent_exit_pause_and_expiry_stand() -> None:
    she = life(send("hello"), policy={"caps": [CAP]})
    she.track("purchase")
    she.control(Pause(), "1m")
    let_out(she, "hello", "1h")
    assert she.held()[-1] == ("1m", "hello", "paused") and she.sent() == []
    she.identify("2h", ConsentChange(status="denied", channel=Channel.EMAIL))
    assert she.dropped() == [("2h", "hello", "opted_out")]


def test_who_is_let_out_and_sent_back_passes_the_next_time_too() -> None:
    she = life(send("hello"), policy={"caps": [CAP]})
    she.track("purchase")
    she.answers["hello"] = [NotNow(why="throttled", until=at("3h"))]
    let_out(she, "hello", "1h")
    she.advance("4h")
    assert she.sent() == [("1h", "hello"), ("3h", "hello")]


def test_a_pause_until_a_date_ends_by_itself() -> None:
    she = life(send("hello"))
    she.control(Pause(until=at("2d")), "0")
    she.track("purchase", "1h")
    assert she.held() == [("1h", "hello", "paused")]
    she.advance("3d")
    assert she.sent() == [("2d", "hello")] and she.state.pauses == []


def test_a_pause_given_again_says_how_long_anew_and_a_resume_ends_it() -> None:
    she = life(send("hello"))
    she.control(Pause(until=at("2d")), "0")
    she.control(Pause(), "1h")
    she.track("purchase", "2h")
    she.advance("3d")
    assert she.sent() == []
    she.control(Resume(), "3d")
    assert she.sent() == [("3d", "hello")]


def test_a_pause_until_what_is_past_holds_nothing() -> None:
    she = life(send("hello"))
    she.control(Pause(until=at("-1h")), "0")
    assert she.state.pauses == []


def test_orders_tell_who_and_why() -> None:
    she = life(wait("9d"))
    she.track("purchase")
    she.feed(Control(id="o", at=at("1h"), order=Exit(journey="a"), operator="kim", reason="asked by phone"), "1h")
    assert ("exit", "kim: asked by phone") in [(one.subject, one.detail) for one in she.state.tail]


WORD = "kim: she asked"


def order(she: Life, verb: Verb, when: str) -> None:
    she.feed(Control(id=f"order-{when}", at=at(when), order=verb, operator="kim", reason="she asked"), when)


def why(she: Life) -> list[tuple[str | None, object]]:
    """Reasons of the drops, and on whose word."""
    found = [one for one in she.entries if isinstance(one, Decided) and one.verdict == "drop"]
    return [(one.reason, one.rules[0].evidence.get("by") if one.rules else None) for one in found]


HELD = {"name": "night", "channels": ["email"], "from": "09:00", "to": "20:00"}


@pytest.mark.parametrize(
    ("verb", "reason"), [(Exit(journey="a"), "exited"), (Skip(journey="a"), "cancelled"), (None, "cancelled")]
)
@pytest.mark.parametrize("in_flight", [False, True])
def test_a_drop_on_an_operators_word_names_her(verb: Verb | None, reason: str, in_flight: bool) -> None:
    she = life(send("hello"), policy=None if in_flight else {"zone": "Europe/Berlin", "quiet_hours": [HELD]})
    she.answers["hello"] = [None]
    she.track("purchase")
    [proposal] = she.state.proposals
    order(she, verb or Cancel(message_id=proposal.id), "1h")
    if in_flight:
        assert proposal.stands == "in_flight"
        she.answer("hello", NotNow(why="cancelled"), "1h1s")
    assert why(she) == [(reason, WORD)]
    [told] = [one for one in she.entries if isinstance(one, Decided) and one.verdict == "drop"]
    context = Context(told.at, ZoneInfo("Europe/Berlin"), Titles(she.definitions, 1), {})
    assert f"by {WORD}" in " ".join(paragraph(told, context))
