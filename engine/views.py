"""What the queries answer, built from the state."""

from collections.abc import Iterator

from engine.commands import directory
from engine.contracts.views import HeldView, ReservedView, Status
from engine.customer.bounds import size
from engine.customer.state import CustomerState
from engine.customer.visits import PRESENCE
from engine.deadline import deadline


def status(state: CustomerState, build: str) -> Status:
    """Where she is."""
    return Status(
        customer_id=state.customer_id,
        catalogue=state.catalogue,
        attributes=state.attributes,
        enrolments=tuple(directory(state)),
        held=tuple(
            HeldView(
                message_id=one.id,
                message=one.message,
                reason=one.reason,
                until=one.until,
                place=one.channel if one.rule == PRESENCE else None,
            )
            for one in state.proposals
            if one.stands == "held"
        ),
        in_flight=tuple(one.id for one in state.proposals if one.stands == "in_flight"),
        reserved=tuple(_reserved(state)),
        planned=tuple(
            ReservedView(
                message_id=one.id,
                message=one.message,
                department=one.department,
                channel=one.channel,
                until=one.decided_at,
            )
            for one in state.planned
        ),
        next_deadline=deadline(state),
        state_bytes=size(state),
        build=build,
    )


def _reserved(state: CustomerState) -> Iterator[ReservedView]:
    for one in state.proposals:
        if one.stands == "reserved" and one.channel is not None and one.until is not None:
            yield ReservedView(
                message_id=one.id,
                message=one.message,
                department=one.department,
                channel=one.channel,
                until=one.until,
            )
