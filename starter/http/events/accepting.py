"""Stores inputs that a door is about to answer with 2xx: from then on they arrive, whatever goes away meanwhile."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from audit.accepting import Arrival, Judged, Overloaded
from audit.inbox import Why
from engine.contracts.inputs import Input, Track
from engine.identity import digest
from starter.client import of_interest
from starter.errors import NothingPublished
from starter.http.doors import Doors
from starter.http.problems import Problem
from starter.ports import InForce
from starter.signaller import Signalled, as_signal

WITHIN = 10.0
"""seconds for which a request waits for the database"""
RETRY_AFTER = {"Retry-After": "2"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An input by the id it came under: a customer's, which was checked, or the key of an anonymous id."""

    owner: str
    input: Signalled
    names: str | None = None
    """the key of an anonymous id that is this customer's"""


async def accept(doors: Doors, inputs: Sequence[tuple[str, Input]]) -> None:
    """All of them or none: on the disk when this returns, and signalled from there in order per customer.

    The same (customer, input id) again changes nothing; of an erased customer only the fact is kept.
    Raises InputRefused for an id that is an address, ValueError for a kind that is never signalled, and
    Problem 503 when the database is away: then nothing may be answered with 2xx.
    """
    await store(doors, [Incoming(doors.client.customer_id(customer), as_signal(entry)) for customer, entry in inputs])


async def store(doors: Doors, incoming: Sequence[Incoming]) -> None:
    """As `accept`; also for anonymous ids."""
    try:
        async with asyncio.timeout(WITHIN):
            known = await _known(doors)
            await doors.ledger.accept([_arrival(known, one) for one in incoming], _judged(known))
    except (TimeoutError, PoolTimeout, DBAPIError) as error:
        _log.error("inputs could not be stored and were refused: %s", type(error).__name__)
        raise away() from error
    except Overloaded as error:
        raise Problem(503, f"{error}: send it again in a moment", RETRY_AFTER) from error


def away() -> Problem:
    """What is answered while the database cannot be reached."""
    return Problem(503, "the database does not answer, so nothing was stored: send it again in a moment", RETRY_AFTER)


async def _known(doors: Doors) -> InForce | None:
    """None where nothing is published yet: everything may be of interest then."""
    try:
        return await doors.published.in_force()
    except NothingPublished:
        return None


def _judged(known: InForce | None) -> Judged:
    return Judged(0, None) if known is None else Judged(known.number, known.interest)


def _arrival(known: InForce | None, one: Incoming) -> Arrival:
    signal = one.input
    if not signal.id.isprintable():  # PostgreSQL takes no NUL
        signal = signal.model_copy(update={"id": digest("input", signal.id)})
    why: Why = "accepted"
    if known is not None and isinstance(signal, Track) and not of_interest(signal, known):
        why = "not_of_interest"
    return Arrival(one.owner, signal, why, one.names)
