"""What the queries answer, built from the state."""

from engine.commands import directory
from engine.contracts.views import HeldView, Status
from engine.customer.bounds import size
from engine.customer.state import CustomerState
from engine.deadline import deadline


def status(state: CustomerState, build: str) -> Status:
    """Where she is."""
    return Status(
        customer_id=state.customer_id,
        catalogue=state.catalogue,
        attributes=state.attributes,
        enrolments=tuple(directory(state)),
        held=tuple(
            HeldView(message_id=one.id, message=one.message, reason=one.reason, until=one.until)
            for one in state.proposals
            if one.stands == "held"
        ),
        in_flight=tuple(one.id for one in state.proposals if one.stands == "in_flight"),
        next_deadline=deadline(state),
        state_bytes=size(state),
        build=build,
    )
