"""Keeps the carried state small: past the alarm the memory folds first, and an operator is told."""

from engine.contracts.journal import Alerted
from engine.customer.notes import note
from engine.customer.state import STATE_ALARM_BYTES, CustomerState
from engine.moment import Moment

_AT_A_TIME = 200


def size(state: CustomerState) -> int:
    """Bytes of the state as JSON."""
    return len(state.model_dump_json().encode())


def _resting(state: CustomerState) -> int:
    """Without the journal: the ledger takes it before the state is carried, however much is waiting now."""
    return len(state.model_dump_json(exclude={"journal", "carriers"}).encode())


def keep_small(moment: Moment) -> None:
    """Fold the oldest of the memory until the state is under the alarm again; nothing else is touched.

    The alarm is raised once, until the state has been small again: a state that stays too large still rests.
    """
    state = moment.state
    before = _resting(state)
    if before <= STATE_ALARM_BYTES:
        state.alarmed = False
        return
    while _resting(state) > STATE_ALARM_BYTES and state.memory.trim_oldest(_AT_A_TIME):
        pass
    if state.alarmed:
        return
    state.alarmed = True
    detail = f"{before} bytes, {_resting(state)} after folding the oldest of the memory"
    note(state, Alerted(seq=0, at=moment.now, what="state too large", detail=detail))
