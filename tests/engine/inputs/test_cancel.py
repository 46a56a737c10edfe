"""An operator takes a message back, held or on its way, and nothing that is not hers to take."""

from engine.contracts.commands import CancelDelivery
from engine.contracts.inputs import Ask, Elsewhere
from engine.contracts.verbs import Cancel, Pause
from engine.language.terms import Channel, Purpose
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.lives import Life, at


def life() -> Life:
    return Life(Books(journey("a", send("hello"), wait("1d"), send("next")), messages=(message("hello"),)))


def test_what_is_held_drops_once_and_its_journey_goes_on() -> None:
    she = life()
    she.control(Pause(), "0")
    she.track("purchase")
    [held] = she.state.proposals
    she.control(Cancel(message_id=held.id), "1h")
    assert she.dropped() == [("1h", "hello", "cancelled")]
    assert she.state.proposals == [] and [one.deadline for one in she.state.enrolments] == [at("1d 1h")]
    she.control(Cancel(message_id=held.id), "2h")
    assert she.dropped() == [("1h", "hello", "cancelled")]


def test_what_is_on_its_way_is_called_back() -> None:
    she = life()
    she.answers["hello"] = [None]
    she.track("purchase")
    she.control(Cancel(message_id=she.delivery("hello").message_id), "1m")
    assert [one.message_id for one in she.commands if isinstance(one, CancelDelivery)] == [
        she.delivery("hello").message_id
    ]


def test_what_a_department_has_reserved_stays_reserved() -> None:
    she = life()
    flyer = Elsewhere(message="flyer", department="store", purpose=Purpose.SERVICE)
    she.feed(Ask(id="ask", at=at("0"), what=flyer, channels=(Channel.EMAIL,), ttl=3600), "0")
    [reserved] = she.state.proposals
    she.control(Cancel(message_id=reserved.id), "1m")
    assert [one.stands for one in she.state.proposals] == ["reserved"]
