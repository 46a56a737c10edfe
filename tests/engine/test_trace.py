"""The caller's trace stays with what the call gives rise to, however late that is decided and delivered."""

from engine.contracts.inputs import Track
from engine.contracts.journal import Decided
from tests.engine.books import Books, journey, send, wait
from tests.engine.lives import Life, at

OURS, ANOTHER = (f"00-{digit * 32}-{digit * 16}-01" for digit in "ab")


def test_a_delivery_after_a_wait_is_part_of_the_entering_triggers_trace() -> None:
    she = Life(Books(journey("a", wait("1d"), send("hello"))))
    she.feed(Track(id="t", type="purchase", at=at("0"), trace=OURS), "0")
    she.feed(Track(id="u", type="viewed", at=at("2h"), trace=ANOTHER), "2h")
    she.advance("2d")
    [decision] = [one for one in she.entries if isinstance(one, Decided)]
    assert (she.delivery("hello").trace, decision.trace) == (OURS, OURS)
    assert she.sent() == [("1d", "hello")]


def test_a_track_that_waits_for_its_event_time_keeps_its_trace() -> None:
    she = Life(Books(journey("a", send("hello"))))
    she.feed(Track(id="t", type="purchase", at=at("30s"), trace=OURS), "0")
    she.feed(Track(id="u", type="viewed", at=at("10s"), trace=ANOTHER), "10s")
    she.advance("1h")
    assert she.delivery("hello").trace == OURS


def test_what_no_call_gave_rise_to_has_no_trace() -> None:
    she = Life(Books(journey("a", send("hello"))))
    she.track("purchase")
    assert she.delivery("hello").trace is None
