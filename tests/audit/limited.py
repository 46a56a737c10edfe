"""Messages under limits over all customers, for tests of the ledger."""

from datetime import datetime, timedelta

from engine.contracts.answers import NotNow
from engine.contracts.commands import DayPlaces, Deliver, SendGuard, SharedLimits
from engine.contracts.ports import Claimed, Ledger, Settled
from engine.language.terms import Channel, Purpose
from tests.audit.samples import RENDERED, START, deliver

MORNING = START.replace(hour=0)
TOMORROW = MORNING + timedelta(days=1)


def call(
    customer: str,
    *,
    places: int | None = 1,
    guards: tuple[SendGuard, ...] = (),
    priority: int = 50,
    purpose: Purpose = Purpose.LIFECYCLE,
    attempt: int = 1,
    day: datetime = MORNING,
    send_by: datetime | None = None,
) -> Deliver:
    """A call to a customer about a message of her own."""
    places_of_day = None if places is None else DayPlaces(count=places, since=day, until=day + timedelta(days=1))
    return deliver(f"m-{customer}", customer=customer, attempt=attempt, purpose=purpose, send_by=send_by).model_copy(
        update={
            "channel": Channel.CALL,
            "priority": priority,
            "limits": SharedLimits(places=places_of_day, guards=guards),
        }
    )


async def claim(ledger: Ledger, command: Deliver) -> Claimed | Settled | NotNow:
    return await ledger.claim(command, RENDERED, lease=60)
