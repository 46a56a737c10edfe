"""The total order of what is due at one time: who comes first where only one may go."""

from datetime import datetime

from engine.customer.state import Proposal
from engine.language.terms import Purpose
from engine.moment import Moment
from engine.policy.contents import message_of

_CLASS = {Purpose.TRANSACTIONAL: 0, Purpose.SERVICE: 1}


def turn(purpose: Purpose, priority: int) -> int:
    """Class and priority in one number: what has the smaller one goes first."""
    return _CLASS.get(purpose, 2) * 1_000 - priority


def rank(moment: Moment, proposal: Proposal) -> tuple[int, datetime, int, bytes]:
    """Transactional, service, marketing; priority descending; time of the proposal; of those of which one goes the
    order of their list; message id by bytes."""
    asked = proposal.asked
    purpose = message_of(moment, proposal).purpose if asked is None else asked.purpose
    return turn(purpose, proposal.priority), proposal.due, proposal.best_of or 0, proposal.id.encode()
