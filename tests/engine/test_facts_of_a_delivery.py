"""What content may know of its sending: the instant of the decision, and the reader's zone."""

from tests.engine.books import Books, journey, send, wait
from tests.engine.lives import Life, at


def test_a_delivery_says_when_it_was_decided_and_where_its_reader_is() -> None:
    life = Life(Books(journey("j", send("hello")), policy={"zone": "Europe/Berlin"}))
    life.track("purchase", "1h")
    facts = life.delivery("hello").facts
    assert (facts.decided_at, facts.zone) == (at("1h"), "Europe/Berlin")


def test_the_zone_is_that_of_the_address_once_she_has_moved() -> None:
    life = Life(Books(journey("j", send("hello")), policy={"zone": "Europe/Berlin"}))
    life.identify("1h", address={"city": "London", "country": "GB"})
    life.track("purchase", "2h")
    assert life.delivery("hello").facts.zone == "Europe/London"


def test_a_proposal_from_outside_says_it_too() -> None:
    life = Life(Books(journey("j", send("hello"))))
    life.propose("hello", "1h", city="Wien")
    facts = life.delivery("hello").facts
    assert (facts.decided_at, facts.run) == (at("1h"), {"city": "Wien"})


def test_what_its_journey_writes_later_does_not_change_it() -> None:
    steps = (send("hello"), wait("2h"), {"id": "note", "set": {"run.x": 1}})
    life = Life(Books(journey("j", *steps)))
    life.track("purchase")
    life.advance("3h")
    assert life.delivery("hello").facts.run == {}
