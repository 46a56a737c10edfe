"""The state stays small, and says so once when it cannot."""

from engine.absorb import absorb
from engine.contracts.inputs import Track
from engine.customer.bounds import size
from engine.customer.state import MAX_EXITS, MAX_SENT, MAX_TAIL, STATE_ALARM_BYTES
from tests.engine.books import Books, journey, send, wait
from tests.engine.lives import Life, at


def test_the_memory_goes_first_when_the_state_is_too_large() -> None:
    plan = {"triggers": {f"t{n}": {"text": "text"} for n in range(20)}}
    she = Life(Books(schema=plan))
    for number in range(3_000):
        entry = Track(id=f"n-{number}", type=f"t{number % 20}", at=at("0"), properties={"text": "ü" * 150})
        absorb(she.state, entry, at("0"), she.definitions)
    she._rehearsal._answering = lambda command: None  # the ledger is away: the journal may be long
    she._rehearsal.finish(at("1h"))
    state = she.state
    assert size(state) > STATE_ALARM_BYTES
    assert size(state.model_copy(update={"journal": []})) <= STATE_ALARM_BYTES
    kept = [of_type for name, of_type in state.memory.types.items() if name != "email_changed"]
    assert sum(len(one.events) for one in kept) > 1_000
    assert sum(len(one.events) + sum(one.days.values()) for one in kept) == 3_000
    assert she.alerts() == ["state too large"]


def test_a_state_that_stays_too_large_alarms_once_and_rests() -> None:
    she = Life(Books())
    she.state.attributes["blob"] = "x" * (STATE_ALARM_BYTES + 1)
    for hour in range(3):
        she._rehearsal.finish(at(f"{hour}h"))
    assert she.alerts() == ["state too large"]
    assert she.state.journal == []
    blob = she.state.attributes.pop("blob")
    she._rehearsal.finish(at("5h"))
    she.state.attributes["blob"] = blob
    she._rehearsal.finish(at("7h"))
    assert she.alerts() == ["state too large"] * 2


def test_everything_that_grows_with_a_life_is_bounded() -> None:
    entry = {"trigger": "purchase", "again": "after_exit", "key": "event.order_id"}
    she = Life(Books(journey("a", send("hello"), enter=entry)))
    for number in range(MAX_EXITS + 50):
        she.track("purchase", f"{number}m", order_id=f"o-{number}")
    state = she.state
    assert (len(state.exits), len(state.sent), len(state.tail)) == (MAX_EXITS, MAX_SENT, MAX_TAIL)
    assert (state.journal, state.carriers, state.enrolments, state.proposals) == ([], [], [], [])
    assert size(state) < 512 * 1024


def test_a_quiet_customer_is_small() -> None:
    she = Life(Books(journey("a", wait("9d"))))
    she.track("purchase")
    assert size(she.state) < 4_000
