"""An erased customer is forgotten at once, and nothing follows from what comes later."""

from engine.contracts.verbs import Erase
from engine.customer.state import CustomerState
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life


def test_nothing_of_her_is_left_and_nothing_is_due() -> None:
    she = Life(Books(journey("a", send("hello"), {"id": "rest", "wait": "3d"}, send("later"))), name="Ann")
    she.track("purchase", "1h")
    she.control(Erase(), "2h")
    state = she.state
    kept = CustomerState(
        customer_id=state.customer_id, catalogue=state.catalogue, life=state.life, seq=state.seq, erased=True
    )
    assert state == kept.model_copy(update={"edges_of": state.edges_of})
    assert "Ann" not in state.model_dump_json()
    she.advance("30d")
    assert [line[1] for line in she.sent()] == ["hello"]


def test_a_journey_that_is_entered_without_any_profile_is_not_entered() -> None:
    nobody = journey("nobody", send("hello"), enter={"condition": "not exists(customer.email)", "existing": "ignore"})
    she = Life(Books(nobody, messages=(message("hello"),)), email="a@example.com")
    she.control(Erase(), "1h")
    she.track("purchase", "2h")
    she.advance("3d")
    assert (she.entered(), she.sent()) == ([], [])
