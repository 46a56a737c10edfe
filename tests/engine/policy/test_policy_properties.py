"""What holds under every policy, whatever comes in and whatever becomes of the deliveries."""

from collections import Counter
from typing import Any

from hypothesis import example, given

from engine.contracts.answers import Accepted
from engine.customer.state import CustomerState
from engine.policy.recompute import differences
from tests.engine.policy.policy_life import PolicyLife
from tests.engine.policy.random_moves import moves
from tests.engine.policy.random_policies import policies
from tests.engine.random_customer import QUICK, Move

NIGHT = {"name": "q0", "channels": ["email"], "from": "21:00", "to": "08:00"}


@QUICK
@given(policies(), moves)
@example({"quiet_hours": [NIGHT]}, [("propose", "offer"), ("late answer", (13 * 3_600, Accepted()))])
def test_nothing_is_decided_or_reaches_a_provider_when_it_may_not(policy: dict[str, Any], plan: list[Move]) -> None:
    """After its expiry, an exit or an opt-out, in a pause or in quiet hours: the life itself checks each time."""
    life = PolicyLife(policy)
    life.live(plan)
    life.finish()


@QUICK
@given(policies(), moves)
def test_a_held_message_ends_in_exactly_one_of_sent_or_dropped(policy: dict[str, Any], plan: list[Move]) -> None:
    life = PolicyLife(policy)
    life.live(plan)
    life.finish()
    assert life.state.proposals == []
    held = {one.message_id for one in life.decisions if one.verdict == "hold"}
    dropped = Counter(one.message_id for one in life.decisions if one.verdict == "drop")
    told_to_send = {one.message_id for one in life.decisions if one.verdict == "send" and not one.asked}
    sent = {one.id for one in life.state.sent}
    assert set(dropped.values()) <= {1}
    may_have_arrived = {one.id for one in life.state.sent if one.unknown}  # and no other attempt followed
    assert not (sent - may_have_arrived) & set(dropped)
    assert held <= sent | set(dropped)
    assert told_to_send <= sent | set(dropped)


@QUICK
@given(policies(), moves)
def test_every_decision_follows_from_its_evidence(policy: dict[str, Any], plan: list[Move]) -> None:
    life = PolicyLife(policy)
    life.live(plan)
    life.finish()
    found = [difference for one in life.decisions for difference in differences(one)]
    assert found == []


@QUICK
@given(policies(), moves)
def test_a_life_goes_on_the_same_from_its_written_state(policy: dict[str, Any], plan: list[Move]) -> None:
    whole, carried = PolicyLife(policy), PolicyLife(policy)
    for move in plan:
        whole.live([move])
        carried.state = CustomerState.model_validate_json(carried.state.model_dump_json())
        carried.live([move])
    assert carried.decisions == whole.decisions
    assert carried.state == whole.state
