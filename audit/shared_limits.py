"""Reads, in the claim's transaction, what is counted over all customers, and writes what follows from the answer."""

from datetime import datetime

from sqlalchemy import Connection

from audit.guarding import counted, stop
from audit.places import take, taken
from audit.waiting import gone, put, waiting_before
from engine.contracts.answers import NotNow
from engine.contracts.commands import Deliver
from engine.policy.shared.clearance import SharedRows, tripped


def counting(connection: Connection, rows: SharedRows, command: Deliver) -> SharedRows:
    """The rows with what the message's limits and its place in the queue depend on."""
    limits = command.limits
    held = rows.breaker_until is not None and rows.now < rows.breaker_until
    found: dict[str, object] = {}
    if limits is not None:
        found["sends"] = tuple(counted(connection, guard, rows.now) for guard in limits.guards)
    if limits is not None and limits.places is not None:
        found["places_taken"] = taken(connection, command, limits.places)
        found["waiting_before"] = waiting_before(connection, command, "capacity", rows.now)
    if held:
        found["waiting_before"] = waiting_before(connection, command, "breaker", rows.now)
    return rows.model_copy(update=found) if found else rows


def stopped(connection: Connection, rows: SharedRows, command: Deliver, answer: NotNow, clock: datetime) -> None:
    """The message waits, and what went too far is paused; `clock` is the database's."""
    if answer.why == "guard" and (guard := tripped(rows, command)) is not None:
        stop(connection, guard, command, rows.now, clock)
    put(connection, command, answer, clock)


def leaves(connection: Connection, command: Deliver, *, waited: bool) -> None:
    """It takes its place."""
    if command.limits is not None and command.limits.places is not None:
        take(connection, command, command.limits.places)
    if waited:
        gone(connection, command.message_id)
