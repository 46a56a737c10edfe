"""Keeps account of which journal entries the ledger has, by the answers of the commands that carried them."""

from engine.contracts.answers import NotNow
from engine.contracts.inputs import Delivered, Journaled
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.withdrawing import withdraw_everything


def take_in(moment: Moment, answered: Delivered | Journaled) -> None:
    """Forget what is written; what was not comes with the next command."""
    state = moment.state
    carrier = next((one for one in state.carriers if one.command == answered.id), None)
    if carrier is None:
        return
    state.carriers.remove(carrier)
    if _written(answered):
        state.journal = [entry for entry in state.journal if not carrier.first <= entry.seq <= carrier.last]
    else:
        state.profile_dirty = True
    if isinstance(answered.answer, NotNow) and answered.answer.why == "erased":
        withdraw_everything(moment, Reason.ERASED)
        state.erased = True
        state.journal.clear()  # the ledger takes nothing of her any more
    if isinstance(answered.answer, NotNow) and answered.answer.number is not None:
        state.catalogue = max(state.catalogue, answered.answer.number)


def _written(answered: Delivered | Journaled) -> bool:
    """A provider's "not now" comes after the claim's transaction; every other one instead of it."""
    answer = answered.answer
    return not isinstance(answer, NotNow) or answer.journaled
