"""The total order of what is due at one time: who comes first where only one may go."""

from datetime import datetime

from engine.language.terms import Purpose
from engine.policy.case import Case

_CLASS = {Purpose.TRANSACTIONAL: 0, Purpose.SERVICE: 1}


def turn(purpose: Purpose, priority: int) -> int:
    """Class and priority in one number: what has the smaller one goes first."""
    return _CLASS.get(purpose, 2) * 1_000 - priority


def rank(case: Case) -> tuple[int, datetime, bytes]:
    """Transactional, service, marketing; priority descending; time of the proposal; message id by bytes."""
    proposal = case.proposal
    return turn(case.message.purpose, proposal.priority), proposal.due, proposal.id.encode()
