"""What holds for every life with offers, the best of several, withdrawals and orders, whatever becomes of them."""

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.absorb import absorb
from engine.contracts.commands import Record, Withdraw
from engine.contracts.inputs import Control
from engine.contracts.journal import Corrected, Decided, Ended
from engine.contracts.verbs import Erase
from engine.customer.bounds import size
from engine.deadline import deadline
from engine.decide import decide
from engine.policy.recompute import differences
from tests.engine.random_customer import (
    QUICK,
    Move,
    continues_as_new_anywhere,
    has_nothing_left_to_decide,
    takes_every_input_once,
    through_json,
)
from tests.engine.random_visits import BY_NAME, DEFINITIONS, MOST, RandomVisitor, moves, taken_back


def lived(plan: list[Move]) -> RandomVisitor:
    life = RandomVisitor()
    life.live(plan)
    return life


@QUICK
@given(moves)
def test_the_state_comes_back_equal_and_deciding_again_decides_nothing(plan: list[Move]) -> None:
    life = RandomVisitor()
    for move in plan:
        life.move(move)
        life.work()
        assert through_json(life.state) == life.state
        has_nothing_left_to_decide(life)


@QUICK
@given(moves)
def test_an_offer_keeps_its_place_until_it_lapses_and_everything_has_one_place(plan: list[Move]) -> None:
    life = RandomVisitor()
    for move in plan:
        life.move(move)
        for one in life.state.proposals:
            if one.stands == "reserved":
                assert one.slot is not None and one.until is not None and one.until > life.now
            elif one.stands != "in_flight":
                assert one.slot is None or one.unsettled is not None
        places = Counter(one.id for one in life.places())
        assert set(places.values()) <= {1}
        assert not {one.id for one in life.state.sent} & {one.id for one in life.state.proposals}
        assert life.state.visits == []
        assert size(life.state) < 256_000


@QUICK
@given(moves)
def test_no_decision_breaks_the_cap_or_comes_after_exit_expiry_or_opt_out(plan: list[Move]) -> None:
    life, seen = RandomVisitor(), 0
    ended: dict[str | None, str] = {}
    for move in plan:
        life.move(move)
        fresh = [one for one in life.entries if one.seq >= seen]
        seen = life.state.seq
        for one in fresh:
            if isinstance(one, Ended):
                ended[one.enrolment_id] = one.outcome
            if isinstance(one, Decided) and one.verdict == "send":
                over = ended.get(one.enrolment_id)
                assert over is None or (over == "completed" and one.message_id in life.astray())
                assert one.at < one.due + (BY_NAME[one.message].expires or timedelta())
                free = any("let_out_by" in look.evidence for look in one.rules)
                marketing = one.purpose != "service"
                assert free or not marketing or life.taken_within_a_day(one.at) <= MOST


@QUICK
@given(moves)
def test_every_decision_follows_from_its_evidence(plan: list[Move]) -> None:
    for one in lived(plan).decided():
        assert list(differences(one)) == [], one


@QUICK
@given(moves)
def test_of_several_one_goes_and_each_is_final_once(plan: list[Move]) -> None:
    life = lived(plan)
    life.finish()
    sends: dict[tuple[str | None, str | None], set[str]] = {}
    for one in life.decided():
        if one.verdict == "send" and one.step == "pick":
            sends.setdefault((one.enrolment_id, one.step), set()).add(one.message_id)
    assert [ids for ids in sends.values() if len(ids) > 1] == []
    assert life.state.proposals == []
    assert life.state.enrolments == []
    dropped = Counter(one.message_id for one in life.decided() if one.verdict == "drop")
    assert set(dropped.values()) <= {1}


@QUICK
@given(taken_back)
def test_what_was_withdrawn_is_not_counted_unless_it_goes_again(plan: list[Move]) -> None:
    life = RandomVisitor()
    for move in plan:
        life.move(move)
        back = {
            (one.message_id, one.attempt)
            for one in life.entries
            if isinstance(one, Corrected) and one.outcome == "withdrawn"
        }
        assert not back & {(one.id, one.attempt) for one in life.state.sent}
        asked = Counter((one.message_id, one.attempt) for one in life.commands if isinstance(one, Withdraw))
        cancels = sum(kind == "about" for kind, _ in plan)
        assert all(times <= 1 + cancels for times in asked.values())
    assert back and asked


@QUICK
@given(moves, st.sets(st.integers(0, 39), max_size=8))
def test_continuing_as_new_anywhere_changes_no_decision(plan: list[Move], points: set[int]) -> None:
    continues_as_new_anywhere(RandomVisitor, plan, points)


@QUICK
@given(moves)
def test_an_input_seen_twice_changes_nothing(plan: list[Move]) -> None:
    takes_every_input_once(RandomVisitor(), plan)


@QUICK
@given(moves)
def test_who_was_erased_does_nothing_but_ask_back(plan: list[Move]) -> None:
    life = lived(plan)
    absorb(life.state, Control(id="erase", at=life.now, order=Erase()), life.now, DEFINITIONS)
    commands = decide(life.state, life.now, DEFINITIONS)
    assert all(isinstance(one, Withdraw) for one in commands)
    assert deadline(life.state) is None
    rest = life.state.model_dump_json()
    for move in plan:
        if move[0] not in ("pass", "answer") and (entry := life.entry(*move)) is not None:
            again = entry.model_copy(update={"id": f"late-{entry.id}"})
            absorb(life.state, again, life.now, DEFINITIONS)
            told = decide(life.state, life.now, DEFINITIONS)
            assert all(isinstance(one, Record) for one in told)  # that it was refused
    assert life.state.proposals == [] and life.state.sent == [] and life.state.attributes == {}, rest
