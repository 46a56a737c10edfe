"""A letter of a journey that is over by itself: after a move it goes to the new address, as a part of that journey."""

from typing import Any

import pytest

from engine.contracts.inputs import ConsentChange
from engine.contracts.verbs import Pause, Resume
from engine.customer.state import CustomerState
from engine.language.terms import Channel
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.inputs.post import AWAY, CARD, HOME, POLICY, Post
from tests.engine.lives import at

STREETS = ["Am Born 1, Hamburg", "Kirchgasse 2, Bonn"]
EXITS = [
    {"trigger": "activated", "when": "event.city == run.city", "outcome": "gone"},
    {"condition": "customer.address.city == 'Trier'", "outcome": "moved-on"},
]


def life(*steps: Step, again: Any = "parallel", says: str | None = "withdrawn", policy: Any = None) -> Post:
    written = journey("a", *(steps or (send("card"),)), again=again, remember={"city": "event.city"}, exit=EXITS)
    she = Post(Books(written, messages=(CARD,), policy=POLICY | (policy or {})), address=HOME)
    she.says = says
    she.track("purchase", city="Hamburg")
    assert bool(she.state.enrolments) is bool(steps)
    return she


def went(she: Post) -> list[tuple[int, str]]:
    return [(one.attempt, one.address) for one in she.deliveries()]


def test_it_goes_to_the_new_address_with_the_facts_of_its_journey() -> None:
    she = life()
    she.identify("1h", address=AWAY)
    assert went(she) == [*enumerate(STREETS, 1)]
    first, second = she.deliveries()
    assert second.facts.run == first.facts.run == {"city": "Hamburg"}
    assert second.facts.event == first.facts.event == {"city": "Hamburg"}
    assert (second.message_id, second.version, second.journey) == (first.message_id, first.version, "a")
    assert she.ended() == [("0", "a", "completed")] and she.dropped() == []
    she.identify("2h", address=HOME)
    assert [attempt for attempt, _ in went(she)] == [1, 2, 3]


def test_its_facts_are_kept_as_long_as_it_may_come_back() -> None:
    she = life()
    assert [one.run for one in she.state.over] == [{"city": "Hamburg"}]
    she.state = CustomerState.model_validate_json(she.state.model_dump_json())
    she.identify("23h", address=AWAY)
    assert went(she) == [*enumerate(STREETS, 1)]
    she.track("viewed", "46h")
    assert len(she.state.over) == 1  # ordered anew after 23 hours
    she.track("viewed", "47h")
    assert she.state.over == [] and "over" not in she.state.model_dump()


@pytest.mark.parametrize("channel", ["email", "mail without a cut-off"])
def test_nothing_is_kept_of_what_cannot_come_back(channel: str) -> None:
    books = Books(journey("a", send("card")), messages=(CARD,), policy={"channels": {"mail": {}, "email": {}}})
    if channel == "email":
        books = Books(journey("a", send("card")), policy=POLICY)
    she = Post(books, address=HOME)
    she.track("purchase")
    assert len(she.state.sent) == 1 and she.state.over == []


@pytest.mark.parametrize("became", ["too_late", "failed"])
def test_what_does_not_come_back_is_not_ordered_twice(became: str) -> None:
    she = life(says=became)
    she.identify("1h", address=AWAY)
    assert went(she) == [(1, STREETS[0])] and len(she.state.sent) == 1


def test_an_exit_that_comes_afterwards_takes_nothing_back_and_lets_nothing_go_anew() -> None:
    she = life()
    she.track("activated", "1h", city="Bonn")  # another one's exit
    assert len(she.state.over) == 1
    she.track("activated", "2h", city="Hamburg")
    assert she.asked() == [] and she.state.over == []
    she.identify("3h", address=AWAY)
    assert she.dropped() == [("3h", "card", "exited")] and went(she) == [(1, STREETS[0])]


def test_nor_does_it_go_where_its_journey_would_be_left_on_a_condition() -> None:
    she = life()
    she.identify("1h", address={"street": "Ring 3", "city": "Trier"})
    assert she.dropped() == [("1h", "card", "exited")] and went(she) == [(1, STREETS[0])]


def test_an_exit_while_it_waits_to_go_anew_drops_it() -> None:
    she = life()
    she.control(Pause(channel=Channel.MAIL), "1h")
    she.identify("2h", address=AWAY)
    assert she.held() == [("2h", "card", "paused")]
    she.track("activated", "3h", city="Hamburg")
    assert she.dropped() == [("3h", "card", "exited")] and she.state.proposals == [] == she.state.over


def test_it_waits_for_its_turn_past_the_old_cut_off() -> None:
    she = life()
    she.control(Pause(channel=Channel.MAIL), "1h")
    she.identify("2h", address=AWAY)
    she.control(Resume(channel=Channel.MAIL), "26h")
    assert went(she) == [*enumerate(STREETS, 1)]
    assert she.deliveries()[-1].facts.run == {"city": "Hamburg"}


@pytest.mark.parametrize(
    ("again", "dropped", "addresses"),
    [
        ("restart", ["exited"], [STREETS[0], STREETS[1]]),
        ("after_exit", ["exited"], [STREETS[0], STREETS[1]]),
        ("parallel", [], [STREETS[0], STREETS[1], STREETS[1]]),
    ],
)
def test_who_is_in_the_journey_again_by_her_move_gets_one_letter(
    again: str, dropped: list[str], addresses: list[str]
) -> None:
    entry = {"trigger": "address_changed", "again": again}
    she = Post(Books(journey("a", send("card"), enter=entry), messages=(CARD,), policy=POLICY))
    she.identify("0", address=HOME)
    she.identify("1h", address=AWAY)
    assert [one.address for one in she.deliveries()] == addresses
    assert [reason for *_, reason in she.dropped()] == dropped


def test_another_key_is_another_journey() -> None:
    entry = {"trigger": "purchase", "key": "event.order_id", "again": "after_exit"}
    she = Post(Books(journey("a", send("card"), enter=entry), messages=(CARD,), policy=POLICY), address=HOME)
    she.track("purchase", order_id="1")
    she.track("purchase", "1h", order_id="2")
    she.identify("2h", address=AWAY)
    assert [one.attempt for one in she.deliveries()] == [1, 1, 2, 2] and she.dropped() == []


@pytest.mark.parametrize("reason", ["opted_out", "condition_false", "no_address"])
def test_what_stops_it_by_now_drops_it(reason: str) -> None:
    she = life(send("card", unless="customer.plan == 'none'"), wait("1s"), says=None)
    she.identify("1h", address=AWAY)
    assert she.state.enrolments == []
    match reason:
        case "opted_out":
            she.identify("2h", ConsentChange(status="denied", channel=Channel.MAIL))
        case "condition_false":
            she.identify("2h", plan="none")
        case _:
            she.identify("2h", address=None)
    she.printer("withdrawn", "3h")
    assert she.dropped() == [("3h", "card", reason)] and she.state.over == []


def test_what_is_worth_more_takes_its_place_first() -> None:
    cap = {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"}
    books = Books(
        journey("a", send("card")),
        messages=(CARD, message("news", priority=80)),
        policy={**POLICY, "caps": [cap]},
    )
    she = Post(books, address=HOME)
    she.track("purchase")
    she.propose("news", "1h")
    she.identify("2h", address=AWAY)
    assert she.sent() == [("0", "card"), ("2h", "news")]
    assert she.held() == [("1h", "news", "cap"), ("2h", "card", "cap")]


def test_a_journey_that_ends_while_it_is_asked_back_sends_it_anew() -> None:
    she = life(send("card"), wait("2h"), says=None)
    she.identify("1h", address=AWAY)
    she.advance("2h")
    assert she.ended() == [("2h", "a", "completed")]
    she.printer("withdrawn", "3h")
    assert went(she) == [*enumerate(STREETS, 1)] and she.deliveries()[-1].facts.run == {"city": "Hamburg"}


def test_a_journey_does_not_end_while_it_waits_to_go_anew() -> None:
    she = life(send("card"), wait("2h"))
    she.control(Pause(channel=Channel.MAIL), "30m")
    she.identify("1h", address=AWAY)
    she.advance("3h")
    assert she.ended() == []
    she.control(Resume(channel=Channel.MAIL), "4h")
    assert she.ended() == [("4h", "a", "completed")] and len(she.state.over) == 1


def test_a_goal_is_credited_to_the_one_that_went_anew() -> None:
    goal = {"trigger": "returned", "within": {"of": "message", "span": "5d"}}
    written = journey("a", send("card"), goal=goal)
    she = Post(Books(written, messages=(message("card", channels=["mail"]),), policy=POLICY), address=HOME)
    she.track("purchase")
    she.identify("20h", address=AWAY)
    she.track("returned", "5d10h")
    [reached] = she.goals()
    assert reached.credited_to == she.delivery("card").message_id
    assert she.state.sent[0].decided_at == at("20h")


def test_two_letters_of_one_journey_share_its_facts() -> None:
    books = Books(
        journey("a", send("card"), send("second")),
        messages=(CARD, message("second", channels=["mail"])),
        policy=POLICY,
    )
    she = Post(books, address=HOME)
    she.track("purchase")
    assert len(she.state.over) == 1
    she.identify("1h", address=AWAY)
    assert [(one.message, one.attempt) for one in she.deliveries()] == [
        ("card", 1),
        ("second", 1),
        ("card", 2),
        ("second", 2),
    ]
