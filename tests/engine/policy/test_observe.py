"""`mode: observe`, of the policy or of one rule: decided and recorded, and nothing is stopped."""

from typing import Any

import pytest

from engine.contracts.answers import NotNow
from engine.contracts.commands import Record
from engine.contracts.inputs import ConsentChange, Track
from engine.contracts.verbs import Pause
from engine.language.terms import Channel
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life, at
from tests.engine.policy.records import decisions, story

RULES: dict[str, dict[str, Any]] = {
    "caps": {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"},
    "quiet_hours": {"name": "nights", "channels": ["email"], "from": "21:00", "to": "08:00", "over": "drop"},
    "conflicts": {
        "name": "kept", "keep": {"tags": ["keep"]}, "yield": {"class": "marketing"}, "within": "2d", "over": "hold",
    },
    "blocks": {"name": "blocked", "while": "customer.n > 0", "over": "drop"},
    "mix": {"name": "row", "never_in_a_row": 2, "purposes": ["lifecycle"], "over": "drop"},
}  # fmt: skip
REASONS = {"caps": "cap", "quiet_hours": "quiet_hours", "conflicts": "conflict", "blocks": "blocked", "mix": "mix"}


def life(kind: str, mode: str, *, of: str) -> Life:
    """In the night after a message that a cap, a conflict and the mix count; `of` the rule or of the policy."""
    rule = RULES[kind] | ({"mode": mode} if of == "rule" else {})
    policy = {kind: [rule]} | ({"mode": mode} if of == "policy" else {})
    she = Life(Books(messages=(message("hello"), message("first", tags=["keep"])), policy=policy), n=0)
    she.propose("first", "0")
    she.identify("1h", n=1)
    she.propose("hello", "14h")
    return she


@pytest.mark.parametrize("of", ["rule", "policy"])
@pytest.mark.parametrize("kind", sorted(RULES))
def test_a_rule_that_only_observes_stops_nothing_and_says_what_it_would_have_done(kind: str, of: str) -> None:
    enforced, observed = life(kind, "enforce", of=of), life(kind, "observe", of=of)
    assert [name for _, name in enforced.sent()] == ["first"]
    assert [name for _, name in observed.sent()] == ["first", "hello"]
    stopped = decisions(enforced, "hello")[0]
    (would,) = [look for look in decisions(observed, "hello")[0].rules if look.observed and look.verdict != "send"]
    assert (would.verdict, would.reason) == (stopped.verdict, stopped.reason)
    assert stopped.verdict == "drop" or would.until == stopped.until
    assert would.reason == REASONS[kind]


def test_beside_a_rule_that_observes_the_others_hold() -> None:
    watching = RULES["quiet_hours"] | {"mode": "observe"}
    noon = {"name": "noon", "channels": ["email"], "from": "20:00", "to": "09:00"}
    she = Life(Books(messages=(message("hello"),), policy={"quiet_hours": [watching, noon]}))
    she.propose("hello", "14h")
    she.advance("3d")
    assert story(she) == [("14h", "hello", "hold quiet_hours", "1d1h"), ("1d1h", "hello", "send", "")]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("opt-out", "opted_out"),
        ("expiry", "paused"),
        ("address", "no_address"),
        ("exit", "exited"),
        ("never", "consent_missing"),
    ],
)
def test_consent_exits_addresses_and_expiry_hold_all_the_same(what: str, reason: str) -> None:
    leaving = journey("a", send("hello"), exit=[{"trigger": "returned"}])
    she = Life(Books(leaving, policy={"mode": "observe"}), agreed=what != "never")
    if what == "opt-out":
        she.identify("-5m", ConsentChange(status="denied", channel=Channel.EMAIL))
    if what == "address":
        she.identify("-5m", email=None)
    if what in ("expiry", "exit"):
        she.control(Pause(), "-5m")
    she.track("purchase", "0")
    if what == "exit":
        she.track("returned", "1h")
    she.advance("30d")
    assert she.sent() == []
    assert [why for *_, why in she.dropped()] == [reason]


def test_what_is_sent_under_observation_may_go_out_in_the_night() -> None:
    policy = {"quiet_hours": [RULES["quiet_hours"]], "mode": "observe"}
    she = Life(Books(messages=(message("hello", expires="2d"),), policy=policy))
    she.propose("hello", "0")
    assert she.delivery("hello").send_by == at("2d")


@pytest.mark.parametrize("mode", ["enforce", "observe"])
def test_where_the_policy_observes_neither_places_nor_guards_stop_anything(mode: str) -> None:
    policy = {
        "mode": mode,
        "channels": {"email": {"capacity": "1 per day"}},
        "guards": [
            {"messages": "any", "max_sends": "1 per 1h", "over": "pause_message_and_alert"},
            {"messages": "any", "complaints_above": "1%", "of_at_least": 1, "over": "pause_message_and_alert"},
        ],
    }
    she = Life(Books(messages=(message("hello"),), policy=policy))
    she.propose("hello", "0")
    she.react("complained", "hello", "1h")
    she.finish("1h")
    observes = mode == "observe"
    assert (she.delivery("hello").limits is None) is observes
    guards = [guard for one in she.commands if isinstance(one, Record) for guard in one.journal.complaint_guards]
    assert (guards == []) is observes


def test_a_place_that_was_missing_before_the_policy_observed_stops_nothing() -> None:
    books = Books(messages=(message("hello"),), policy={"channels": {"email": {"capacity": "1 per day"}}})
    she = Life(books)
    she.answers["hello"] = [NotNow(why="capacity", until=at("14h"))]
    she.propose("hello", "0")
    slow = {"mode": "observe", "channels": {"email": {"capacity": "1 per day"}}}
    number = books.publish(messages=(message("hello"),), policy=slow)
    she.feed(Track(id="later", type="viewed", at=at("1h"), catalogue=number), "1h")
    assert she.sent() == [("0", "hello"), ("1h", "hello")]
