"""What holds for every life, whatever comes and whatever becomes of the commands."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from engine.contracts.journal import Decided, Ended, Entered
from tests.engine.random_customer import (
    QUICK,
    Move,
    continues_as_new_anywhere,
    has_nothing_left_to_decide,
    takes_every_input_once,
    through_json,
)
from tests.engine.random_lives import RandomLife, moves

ENDS = {"completed", "exited", "superseded", "timed_out", "past", "back"}


def lived(plan: list[Move]) -> RandomLife:
    life = RandomLife()
    life.live(plan)
    return life


@QUICK
@given(moves)
def test_the_state_comes_back_equal(plan: list[Move]) -> None:
    life = lived(plan)
    assert through_json(life.state) == life.state


@QUICK
@given(moves)
def test_deciding_twice_at_one_instant_decides_nothing_new(plan: list[Move]) -> None:
    life = RandomLife()
    for move in plan:
        life.move(move)
        has_nothing_left_to_decide(life)


@QUICK
@given(moves)
def test_every_enrolment_ends_once_and_in_a_named_way(plan: list[Move]) -> None:
    life = lived(plan)
    life.finish()
    entered = {one.enrolment_id for one in life.entries if isinstance(one, Entered)}
    ended = Counter(one.enrolment_id for one in life.entries if isinstance(one, Ended))
    assert {one.outcome for one in life.entries if isinstance(one, Ended)} <= ENDS
    assert set(ended.values()) <= {1}
    assert set(ended) | {one.id for one in life.state.enrolments} == entered
    assert not set(ended) & {one.id for one in life.state.enrolments}


@QUICK
@given(moves)
def test_an_input_seen_twice_changes_nothing(plan: list[Move]) -> None:
    takes_every_input_once(RandomLife(), plan)


@QUICK
@given(moves, st.sets(st.integers(0, 39), max_size=8))
def test_continuing_as_new_anywhere_changes_no_decision(plan: list[Move], points: set[int]) -> None:
    continues_as_new_anywhere(RandomLife, plan, points)


@QUICK
@given(moves)
def test_numbers_rise_and_nothing_is_lost(plan: list[Move]) -> None:
    life = lived(plan)
    life.finish()
    assert [one.seq for one in life.entries] == list(range(life.state.seq))
    assert life.state.journal == []
    assert life.state.carriers == []


@QUICK
@given(moves)
def test_everything_is_written_once(plan: list[Move]) -> None:
    life = lived(plan)
    life.finish()
    assert sorted(life.written) == list(range(life.state.seq))


@QUICK
@given(moves)
def test_no_proposal_is_lost(plan: list[Move]) -> None:
    """Each is open, or was dropped on record, or counts as sent and was decided to be."""
    life = lived(plan)
    life.finish()
    decided = [one for one in life.entries if isinstance(one, Decided)]
    dropped = Counter(one.message_id for one in decided if one.verdict == "drop")
    told_to_send = {one.message_id for one in decided if one.verdict == "send"}
    sent = {one.id for one in life.state.sent}
    still_open = {one.id for one in life.state.proposals}
    assert set(dropped.values()) <= {1}
    may_have_arrived = {one.id for one in life.state.sent if one.unknown}  # and no other attempt followed
    assert not (sent - may_have_arrived) & set(dropped)
    assert not still_open & (sent | set(dropped))
    assert sent <= told_to_send
    settled_away = told_to_send - sent - set(dropped) - still_open
    assert settled_away <= {
        one.message_id for one in life.entries if one.kind == "corrected" and one.outcome == "refused"
    }


@QUICK
@given(moves)
def test_nobody_is_stuck(plan: list[Move]) -> None:
    """When everything goes well for long enough, who still stands somewhere waits for the provider's word."""
    life = lived(plan)
    life.finish()
    assert {(one.journey, one.step) for one in life.state.enrolments} <= {("series", "two")}
    assert life.state.proposals == []


@QUICK
@given(moves)
def test_messages_of_one_enrolment_leave_in_order(plan: list[Move]) -> None:
    life = lived(plan)
    life.finish()
    order = ["one", "two"]
    first_sends: dict[str | None, list[str]] = {}
    for one in life.entries:
        if isinstance(one, Decided) and one.verdict == "send" and one.journey == "series":
            names = first_sends.setdefault(one.enrolment_id, [])
            if one.message not in names:
                names.append(one.message)
    assert all(names == sorted(names, key=order.index) for names in first_sends.values())


@QUICK
@given(moves)
def test_no_message_of_an_enrolment_is_sent_twice_whatever_moves_it(plan: list[Move]) -> None:
    life = lived(plan)
    life.finish()
    sent: dict[tuple[str, str], set[str]] = {}
    for one in life.entries:
        if isinstance(one, Decided) and one.verdict == "send" and one.enrolment_id is not None:
            sent.setdefault((one.enrolment_id, one.message), set()).add(one.message_id)
    assert [ids for ids in sent.values() if len(ids) > 1] == []
