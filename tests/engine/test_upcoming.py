"""What comes next, as things stand."""

from typing import Any

from engine.contracts.answers import Accepted, NotNow
from engine.contracts.verbs import Pause
from engine.customer.state import CustomerState
from engine.upcoming import upcoming
from tests.engine.books import Books, Step, journey, message, send, wait, wait_for
from tests.engine.inputs.departments import Departments
from tests.engine.lives import Life, at, told


def coming(she: Life, when: str) -> list[tuple[str, str, str | None]]:
    return [
        (told(one.at), one.what, one.message or one.step or one.journey)
        for one in upcoming(she.state, at(when), she.definitions)
    ]


def test_waits_messages_and_entries_in_order() -> None:
    silent = journey("b", send("miss-you"), enter={"condition": "since(purchase) >= 2d", "existing": "ignore"})
    steps = [wait("1d"), send("hello"), wait_for({"name": "v", "trigger": "viewed"}, timeout="2d"), send("late")]
    she = Life(Books(journey("a", *steps), silent))
    she.track("purchase")
    assert coming(she, "1h") == [
        ("1d", "step", "hello"),
        ("1d", "message", "hello"),
        ("1d", "step", "listen"),
        ("2d", "entry", "b"),
        ("2d", "step", "miss-you"),
        ("2d", "message", "miss-you"),
        ("2d", "end", "b"),
        ("3d", "step", "late"),
        ("3d", "message", "late"),
        ("3d", "end", "a"),
    ]


def test_looking_ahead_changes_nothing() -> None:
    she = Life(Books(journey("a", wait("1d"), send("hello"))))
    she.track("purchase")
    before = she.state.model_dump_json()
    coming(she, "1h")
    assert she.state.model_dump_json() == before


def test_not_beyond_14_days() -> None:
    she = Life(Books(journey("a", wait("14d"), send("hello")), journey("b", wait("15d"), send("far"))))
    she.track("purchase")
    assert [name for _, what, name in coming(she, "0") if what == "message"] == ["hello"]


def test_a_message_that_would_not_pass_says_what_would_stop_it() -> None:
    she = Life(Books(journey("a", wait("1d"), send("hello"))), agreed=False)
    she.track("purchase")
    (one,) = [one for one in upcoming(she.state, at("0"), she.definitions) if one.what == "message"]
    assert one.may_block == ("consent_missing",)


def test_a_held_message_comes_when_it_may() -> None:
    she = Life(Books(messages=(message("hello"), message("other"))))
    she.answers["hello"] = [NotNow(why="throttled", until=at("5h"))]
    she.propose("hello", "0")
    assert coming(she, "1h") == [("1h", "held", "hello"), ("5h", "message", "hello")]
    she.control(Pause(), "2h")
    assert coming(she, "2h") == [
        ("2h", "held", "hello"),
        ("7d", "message", "hello"),
    ]  # dropped at its expiry, as things stand


def test_what_is_on_its_way_is_not_to_come() -> None:
    she = Life(Books(journey("a", send("hello"), wait("1d"))))
    she.answers["hello"] = [None]
    she.track("purchase")
    assert coming(she, "1s") == []
    she.answer("hello", Accepted(), "1h")
    assert coming(she, "2h") == [("1d1h", "end", "a")]


def test_what_may_stop_a_message_and_what_would_end_the_journey_is_said() -> None:
    exits = [
        {"trigger": "returned", "when": "event.amount > 5"},
        {"trigger": "viewed"},
        {"condition": "customer.plan == 'gold'"},
    ]
    guide = send("hello", when="customer.n > 1", unless="customer.stage == 'old'")
    books = Books(journey("a", wait("1d"), guide, exit=exits), messages=(message("hello", cancel_on=["activated"]),))
    she = Life(books, n=2)
    she.track("purchase")
    found = upcoming(she.state, at("1h"), she.definitions)
    assert [one.conditions for one in found if one.what == "message"] == [
        ("only if customer.n > 1", "unless customer.stage == 'old'", "unless activated")
    ]
    assert [(told(one.at), one.journey, one.detail) for one in found if one.what == "exit"] == [
        ("1h", "a", "returned if event.amount > 5"),
        ("1h", "a", "viewed"),
        ("1h", "a", "customer.plan == 'gold'"),
    ]
    assert [one.detail for one in found if one.what == "end"] == ["completed"]


def test_what_depends_on_a_look_up_is_not_foretold() -> None:
    """Neither its fallback nor an answer: who comes to one is told as far as there."""
    ask = {"id": "find", "lookup": "nearest", "with": {"city": "customer.plan"}, "into": "run.store", "fallback": {}}
    unknown = {"id": "nothing", "unless": "exists(run.store.name)", "end": "no-store"}
    she = Life(Books(journey("a", wait("1d"), ask, unknown, send("hello"))))
    she.track("purchase")
    assert coming(she, "1h") == [("1d", "step", "find")]


NIGHT = {"name": "night", "channels": ["email"], "from": "09:00", "to": "12:00"}
NOON = {"name": "noon", "channels": ["email"], "from": "09:00", "to": "13:00", "mode": "observe"}


def ruled(*steps: Step, **policy: Any) -> Life:
    """In UTC, at 08:00 on a Tuesday."""
    journeys = (journey("a", *steps),) if steps else ()
    return Life(Books(*journeys, messages=(message("hello"), message("sale")), policy=policy), zone="UTC")


def test_every_rule_that_would_stop_a_message_is_named_with_its_end() -> None:
    weekly = {"name": "weekly", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"}
    she = ruled(wait("26h"), send("hello"), caps=[weekly], quiet_hours=[NIGHT, NOON])
    she.track("purchase")
    she.propose("sale", "1m")
    found = [one for one in upcoming(she.state, at("1h"), she.definitions) if one.what == "message"]
    assert [(told(one.at), one.verdict, told(one.until) if one.until else "") for one in found] == [
        ("1d2h", "hold", "7d1m"),
        ("7d1m", "send", ""),
    ]
    assert [(one.name, one.verdict, told(one.until) if one.until else "", one.observed) for one in found[0].stops] == [
        ("weekly", "hold", "7d1m", False),
        ("night", "hold", "1d4h", False),
        ("noon", "hold", "1d5h", True),
    ]
    assert found[1].stops == ()


def test_what_waits_now_comes_first_with_all_that_would_stop_it() -> None:
    she = ruled(quiet_hours=[NIGHT, NOON])
    she.propose("sale", "2h")
    [held, comes] = upcoming(she.state, at("3h"), she.definitions)
    assert (held.what, told(held.at), held.until) == ("held", "3h", at("4h"))
    assert [(one.name, one.until) for one in held.stops] == [("night", at("4h")), ("noon", at("5h"))]
    assert (comes.what, told(comes.at), comes.verdict) == ("message", "4h", "send")


def test_what_departments_hold_and_plan_is_known() -> None:
    she = Departments(Books(journey("a", wait("2d"), send("hello"))))
    she.track("purchase")
    she.ask("x-1", "1h", ttl=600)
    she.report("r-1", "1h", sent="1d")
    she.report("r-2", "1h", sent="15d")
    found = [(told(one.at), one.what, one.detail) for one in upcoming(she.state, at("1h"), she.definitions)]
    assert found == [
        ("1h10m", "reserved", "store"),
        ("1d", "planned", "store"),
        ("2d", "step", ""),
        ("2d", "message", ""),
        ("2d", "end", "completed"),
    ]


def test_where_too_much_comes_it_says_up_to_when_it_looked() -> None:
    many = [journey(f"j{n}", *[wait("1h", id=f"w{k}") for k in range(60)]) for n in range(30)]
    she = Life(Books(*many))
    she.track("purchase")
    found = upcoming(she.state, at("1m"), she.definitions)
    assert [one.what for one in found if one.what != "step"] == ["cut"]
    assert max(one.at for one in found) == found[-1].at < at("60h")
    assert 1_000 <= len(found) < 1_100


def test_nothing_is_known_where_nothing_is_published() -> None:
    she = Life(Books())
    assert upcoming(CustomerState(customer_id="c-1"), at("0"), she.definitions) == []
