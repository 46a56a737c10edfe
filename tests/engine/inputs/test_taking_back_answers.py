"""What the answer to asking back makes of a message, and asking once although it is late or fails."""

from engine.contracts.inputs import ConsentChange
from engine.contracts.verbs import Cancel
from engine.customer.state import CustomerState
from tests.engine.books import send
from tests.engine.inputs.post import AWAY, POLICY, life


def test_what_came_too_late_stays_sent_and_is_never_asked_again() -> None:
    she = life(says="too_late")
    she.identify("1h", address=AWAY)
    she.track("activated", "2h")
    assert len(she.asked()) == 1
    assert [(one.message, one.recallable) for one in she.state.sent] == [("card", None)]
    assert she.withdrawn() == [] and she.dropped() == []


def test_where_asking_fails_somebody_is_told_and_may_ask_again() -> None:
    she = life(says="failed")
    she.track("activated", "1h")
    assert she.alerts() == ["taking back failed"]
    she.identify("2h", address=AWAY)
    assert len(she.asked()) == 1  # nobody asks again by itself
    she.says = "withdrawn"
    she.control(Cancel(message_id=she.state.sent[0].id), "3h")
    assert she.dropped() == [("3h", "card", "cancelled")]


def test_it_is_asked_for_once_while_the_answer_is_to_come() -> None:
    she = life(says=None)
    she.track("activated", "1h")
    she.identify("2h", ConsentChange(status="denied"), address=AWAY)
    assert [one.why for one in she.asked()] == ["exited"]
    she.react("printed", "card", "3h")
    she.printer("withdrawn", "25h")  # after the cut-off: it was asked in time
    assert she.dropped() == [("1d1h", "card", "exited")]
    she.printer("withdrawn", "26h")
    assert len(she.dropped()) == 1


def test_an_answer_that_never_comes_is_not_waited_for_for_ever() -> None:
    she = life(says=None)
    she.track("activated", "1h")
    she.track("viewed", "26h")
    assert she.state.sent[0].recallable is None


def test_a_freed_place_lets_pass_what_was_held_for_it() -> None:
    cap = {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"}
    she = life(policy={**POLICY, "caps": [cap]})
    she.propose("card", "1h")
    assert she.held()[-1] == ("1h", "card", "cap")
    she.track("activated", "2h")
    assert she.sent() == [("0", "card"), ("2h", "card")]


def test_a_step_that_waits_for_the_printer_goes_on_when_it_is_taken_back() -> None:
    she = life(send("card", **{"continue": "when_settled"}), send("next"))
    she.control(Cancel(message_id=she.state.sent[0].id), "1h")
    assert she.sent() == [("0", "card"), ("1h", "next")]


def test_the_state_of_before_still_reads() -> None:
    she = life()
    known = CustomerState.model_validate_json(she.state.model_dump_json())
    assert known == she.state
