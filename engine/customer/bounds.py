"""Keeps the carried state small: past the alarm the memory folds first, and an operator is told."""

from engine.contracts.journal import Alerted
from engine.customer.notes import note
from engine.customer.state import STATE_ALARM_BYTES, CustomerState
from engine.moment import Moment

_AT_A_TIME = 200


def size(state: CustomerState) -> int:
    """Bytes of the state as JSON."""
    return len(state.model_dump_json())


def keep_small(moment: Moment) -> None:
    """Fold the oldest of the memory until the state is under the alarm again; nothing else is touched."""
    state = moment.state
    before = size(state)
    if before <= STATE_ALARM_BYTES:
        return
    while size(state) > STATE_ALARM_BYTES and state.memory.trim_oldest(_AT_A_TIME):
        pass
    detail = f"{before} bytes, {size(state)} after folding the oldest of the memory"
    note(state, Alerted(seq=0, at=moment.now, what="state too large", detail=detail))
