"""When a customer has to be looked at next, if nothing comes in."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from engine.customer.state import CustomerState


def deadline(state: CustomerState) -> datetime | None:
    """The next instant at which anything is due; None: only an input can wake her."""
    return min((instant for instant in [*_before_the_decision(state), earliest(state)] if instant), default=None)


def _before_the_decision(state: CustomerState) -> Iterator[datetime]:
    """Held until then; or behind an earlier message of its enrolment, and wanted until then."""
    for one in state.proposals:
        match one.stands:
            case "held":
                yield from (instant for instant in (one.until, one.changes) if instant is not None)
                yield one.expires
            case "due":
                yield one.expires
            case "in_flight" | "reserved":
                continue
            case _:
                assert_never(one.stands)


def earliest(state: CustomerState) -> datetime | None:
    """The next instant that acts by the clock, whatever is before the decision point."""
    return min(_instants(state), default=None)


def _instants(state: CustomerState) -> Iterator[datetime]:
    for ahead in state.ahead:
        yield ahead.at
    for edge in state.edges.values():
        if edge.until is not None:
            yield edge.until
    for mark in state.thresholds.values():
        if mark.until is not None:
            yield mark.until
    for block in state.blocks.values():
        if block.until is not None:
            yield block.until
    for enrolment in state.enrolments:
        if enrolment.deadline is not None:
            yield enrolment.deadline
        if enrolment.watch is not None:
            yield enrolment.watch
    yield from (one.decided_at for one in state.planned)
    yield from (one.until for one in state.pauses if one.until is not None)
    yield from (one.until for one in state.proposals if one.stands == "reserved" and one.until is not None)
