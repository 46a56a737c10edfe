"""When a customer has to be looked at next, if nothing comes in."""

from collections.abc import Iterator
from datetime import datetime

from engine.customer.state import CustomerState


def deadline(state: CustomerState) -> datetime | None:
    """The next instant at which anything is due; None: only an input can wake her."""
    held = [min(one.expires, one.until or one.expires) for one in state.proposals if one.stands == "held"]
    return min((instant for instant in [*held, earliest(state)] if instant is not None), default=None)


def earliest(state: CustomerState) -> datetime | None:
    """The next instant that acts by the clock, whatever is before the decision point."""
    return min(_instants(state), default=None)


def _instants(state: CustomerState) -> Iterator[datetime]:
    for ahead in state.ahead:
        yield ahead.at
    for edge in state.edges.values():
        if edge.until is not None:
            yield edge.until
    for enrolment in state.enrolments:
        if enrolment.deadline is not None:
            yield enrolment.deadline
        if enrolment.watch is not None:
            yield enrolment.watch
