"""A changed, closed or refused address asks back what was handed over for it, and where it goes then."""

import pytest

from engine.contracts.inputs import ConsentChange
from engine.contracts.verbs import Cancel
from engine.language.terms import Channel
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.inputs.post import AWAY, CARD, HOME, POLICY, Post, life
from tests.engine.lives import at


def test_an_opt_out_takes_it_back() -> None:
    she = life()
    she.identify("1h", ConsentChange(status="denied", channel=Channel.MAIL))
    assert she.dropped() == [("1h", "card", "opted_out")]


def test_a_suppressed_address_takes_it_back() -> None:
    """Another letter to the same address came back: what is not printed yet would come back too."""
    books = Books(
        journey("a", send("first"), send("card"), wait("9d")),
        messages=(CARD, message("first", channels=["mail"])),
        policy=POLICY,
    )
    she = Post(books, address=HOME)
    she.track("purchase")
    she.react("bounced", "first", "1h", hard=True)
    assert she.dropped() == [("1h", "card", "suppressed")]
    assert [one.message for one in she.state.sent] == ["first"]


def test_a_changed_address_sends_it_anew_to_the_new_one_through_the_whole_policy() -> None:
    she = life()
    she.identify("1h", address=AWAY)
    assert [one.why for one in she.asked()] == ["invalid_address"]
    assert she.dropped() == [] and she.withdrawn() == [(1, "invalid_address")]
    assert [(one.attempt, one.address) for one in she.deliveries()] == [
        (1, "Am Born 1, Hamburg"),
        (2, "Kirchgasse 2, Bonn"),
    ]
    assert len({one.message_id for one in she.deliveries()}) == 1
    assert [(one.attempt, one.decided_at) for one in she.state.sent] == [(2, at("1h"))]
    she.identify("2h", address=HOME)
    assert [one.attempt for one in she.deliveries()] == [1, 2, 3]


def test_learning_where_her_address_lies_changes_nothing() -> None:
    she = life()
    she.identify("1h", address={**HOME, "lat": 53.5, "lon": 9.9, "zone": "Europe/Berlin"})
    assert she.asked() == []


def test_another_spelling_of_her_number_is_no_other_number() -> None:
    policy = {"channels": {"call": {"cut_off": "24h"}}}
    books = Books(journey("a", send("ring"), wait("9d")), messages=(message("ring", channels=["call"]),), policy=policy)
    she = Post(books, phone="+49 30 1234567")
    she.track("purchase")
    she.identify("1h", phone="+49301234567")
    assert she.asked() == []
    she.identify("2h", phone="+49 30 7654321")
    assert [one.why for one in she.asked()] == ["invalid_address"]


def test_an_address_that_is_gone_drops_it() -> None:
    she = life()
    she.identify("1h", address=None)
    assert she.dropped() == [("1h", "card", "no_address")]


@pytest.mark.parametrize("way", ["trigger", "operator"])
def test_what_is_cancelled_while_it_comes_back_for_another_address_goes_nowhere(way: str) -> None:
    she = life(says=None)
    she.identify("1h", address=AWAY)
    if way == "trigger":
        she.track("returned", "1h1m")
    else:
        she.control(Cancel(message_id=she.asked()[0].message_id), "1h1m")
    assert len(she.asked()) == 1
    she.printer("withdrawn", "1h2m")
    assert she.dropped() == [("1h2m", "card", "cancelled")]
    assert len(she.deliveries()) == 1
