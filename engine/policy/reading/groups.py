"""The messages of one step of which only the best goes."""

from engine.customer.state import CustomerState, Proposal


def beside(state: CustomerState, one: Proposal) -> list[Proposal]:
    """The others of its step that are neither sent nor dropped."""
    if one.best_of is None:
        return []
    return [other for other in state.proposals if other.id != one.id and are_of_one(other, one)]


def are_of_one(one: Proposal, other: Proposal) -> bool:
    """Whether at most one of the two goes."""
    return one.best_of is not None and other.best_of is not None and step_of(one) == step_of(other)


def step_of(one: Proposal) -> tuple[str | None, int]:
    """The enrolment's visit to a step: what it is called may change when the enrolment is moved."""
    return one.enrolment_id, one.visit
