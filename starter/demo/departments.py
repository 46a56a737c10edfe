"""What other departments do beside the journeys: the store's broadcast, and letters of the concert office."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Literal

from engine.contracts.inputs import Elsewhere, Propose, Report
from engine.identity import bucket, digest
from engine.language.terms import Channel, Purpose
from engine.model import Frozen, Instant
from starter.demo.purchases import Purchase
from starter.demo.shift import Shift

STORE, CONCERTS = "store", "concerts"
BROADCAST = "new-releases"
LETTER = "concert-dates"

_HOUR = time(15, tzinfo=UTC)
_TUESDAY, _THURSDAY = 1, 3
_SLOTS = 8
"""Nobody writes to everybody in one instant: so many groups, ten minutes apart."""
_SLOT = timedelta(minutes=10)


class DepartmentsMessage(Frozen):
    """One message of a department to one customer, in the data's time."""

    customer_id: str
    at: Instant
    what: Literal["broadcast", "letter"]
    """put before the decision point, or sent by a system of its own and reported"""


def messages_of_departments(purchases: Sequence[Purchase]) -> Sequence[DepartmentsMessage]:
    """To everybody who has bought before: every second month the store's news, every third a letter to every other.

    `purchases` in order of their instant; the messages too.
    """
    first, last = purchases[0].at, purchases[-1].at
    since: dict[str, datetime] = {}
    for one in purchases:
        since.setdefault(one.customer_id, one.at)
    planned = [
        *((day, "broadcast") for day in _days(first, last, months=2, weekday=_TUESDAY, nth=1)),
        *((day, "letter") for day in _days(first, last, months=3, weekday=_THURSDAY, nth=3)),
    ]
    found = [
        DepartmentsMessage.model_validate({"customer_id": name, "at": at, "what": what})
        for day, what in planned
        for name, bought in since.items()
        if bought < (at := _instant(day, name)) <= last and (what == "broadcast" or _likes_concerts(name))
    ]
    return sorted(found, key=lambda one: (one.at, one.customer_id))


def as_input(one: DepartmentsMessage, shift: Shift) -> Propose | Report:
    """What its customer's workflow is told."""
    at = shift.ahead(one.at)
    name = f"{one.what} of {one.at:%Y-%m}"
    if one.what == "broadcast":
        source = digest("broadcast", name, one.customer_id)
        return Propose(id=source, at=at, message=BROADCAST, origin="broadcast", broadcast=f"{BROADCAST}-{one.at:%Y-%m}")
    letter = Elsewhere(message=LETTER, department=CONCERTS, purpose=Purpose.PROMOTIONAL, tags=("concerts",))
    return Report(id=digest(name, one.customer_id), at=at, what=letter, channel=Channel.EMAIL, sent_at=at)


def _likes_concerts(customer_id: str) -> bool:
    return bucket(CONCERTS, customer_id) % 2 == 0


def _instant(day: date, customer_id: str) -> datetime:
    return datetime.combine(day, _HOUR) + _SLOT * (bucket(STORE, customer_id) % _SLOTS)


def _days(first: datetime, last: datetime, *, months: int, weekday: int, nth: int) -> Iterator[date]:
    """The nth such weekday of every so many months, from the month after the first on."""
    for month in count(first.year * 12 + first.month, months):
        start = date(month // 12, month % 12 + 1, 1)
        if start > last.date():
            return
        yield start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (nth - 1))
