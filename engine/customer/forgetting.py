"""Forgets a customer who was erased: what remains of the state is her id and that she was erased."""

from engine.customer.state import CustomerState


def forget(state: CustomerState) -> None:
    """Nothing is due, nothing will be written; numbers go on, so that no row could meet another's."""
    rest = CustomerState(
        customer_id=state.customer_id,
        catalogue=state.catalogue,
        life=state.life,
        seq=state.seq,
        erased=True,
        withdrawals=state.withdrawals,  # what is still to be printed of her is asked back all the same
    )
    for name in CustomerState.model_fields:
        setattr(state, name, getattr(rest, name))
