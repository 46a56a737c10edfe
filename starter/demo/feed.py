"""Reports everything to its customer's workflow shortly before it happens, and lets time pass between."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from engine.contracts.inputs import ConsentChange, Identify, Propose, Report, Track
from runtime.exit import StartError
from starter.client import JourneyClient
from starter.demo.departments import DepartmentsMessage, as_input
from starter.demo.purchases import Purchase
from starter.demo.shift import Shift
from starter.demo.skipped_time import SkippedTime
from starter.demo.stage import DOMAIN
from starter.ports import Taken

LEAD = timedelta(seconds=50)
"""How long before its first instant a batch is reported. A workflow keeps what lies up to 60 seconds ahead until
its instant; so a purchase is there before anything else of that instant."""

SPAN = timedelta(seconds=9)
"""How far the instants of one batch may lie apart: together with the lead less than those 60 seconds."""

QUIET = timedelta(seconds=5)
"""Everybody must have taken in what is hers this long before the first of it."""

Happening = Purchase | DepartmentsMessage

_STRIDE = timedelta(days=1)


class TooSlow(StartError):
    """The machine did not get a batch delivered before its instant; results would not be exact."""


class Progress(Protocol):
    """Is told how far the demo has come."""

    def __call__(self, at: datetime, sent: int) -> None:
        """`at` in the data's time; `sent` purchases so far."""
        ...


class Feed:
    """Drives the customers through the data."""

    def __init__(self, client: JourneyClient, clock: SkippedTime, shift: Shift, progress: Progress) -> None:
        self._client = client
        self._clock = clock
        self._shift = shift
        self._progress = progress
        self._known: set[str] = set()
        self._sent = 0

    async def run(self, happenings: Sequence[Happening], end: datetime) -> None:
        """All of them, in order of their instant, and on to the end. Raises TooSlow."""
        for batch in batches(happenings):
            await self._pass(batch[0].at - LEAD)
            await self._report(batch)
        await self._pass(end)

    async def _pass(self, until: datetime) -> None:
        """Time in which nothing comes in, in strides, so that progress can be seen."""
        at = self._shift.back(await self._clock.now())
        while at < until:
            at = min(at + _STRIDE, until)
            await self._clock.until(self._shift.ahead(at))
            self._progress(at, self._sent)

    async def _report(self, batch: Sequence[Happening]) -> None:
        by_customer: dict[str, list[Happening]] = {}
        for one in batch:
            by_customer.setdefault(one.customer_id, []).append(one)
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for customer_id, hers in by_customer.items():
                group.create_task(self._report_one(customer_id, hers))
        # It jumps there only once every workflow has nothing left to do.
        await self._clock.until(self._shift.ahead(batch[0].at - QUIET))
        took = time.monotonic() - began
        if took > (LEAD - QUIET).total_seconds():
            raise TooSlow(
                f"reporting {len(batch)} events of {batch[0].at:%Y-%m-%d} took {took:.0f} s, and the clock runs on "
                "meanwhile: try again with fewer CUSTOMERS, or with less else running on this machine"
            )
        self._sent += sum(isinstance(one, Purchase) for one in batch)

    async def _report_one(self, customer_id: str, hers: Sequence[Happening]) -> None:
        """What is hers in its order; the first time her profile before it."""
        if customer_id not in self._known:
            self._known.add(customer_id)
            _expect_signalled(await self._client.identify(customer_id, self._profile(hers[0])))
        for one in hers:
            _expect_signalled(await self._tell(customer_id, one))

    async def _tell(self, customer_id: str, one: Happening) -> Taken:
        if isinstance(one, Purchase):
            return await self._client.track(customer_id, self._track(one))
        match as_input(one, self._shift):
            case Propose() as broadcast:
                return await self._client.propose(customer_id, broadcast)
            case Report() as letter:
                return await self._client.report(customer_id, letter)

    def _profile(self, first: Happening) -> Identify:
        return Identify(
            id="profile",
            at=self._shift.ahead(first.at - timedelta(minutes=1)),
            attributes={"email": f"{first.customer_id}@{DOMAIN}"},
            consents=(ConsentChange(status="granted", source="made up for the demo"),),
        )

    def _track(self, purchase: Purchase) -> Track:
        return Track(
            id=str(purchase.row),
            type="purchase",
            at=self._shift.ahead(purchase.at),
            properties={"quantity": purchase.quantity, "amount": purchase.amount},
        )


def batches(happenings: Sequence[Happening]) -> Iterator[Sequence[Happening]]:
    """Those reported together; `happenings` in order of their instant."""
    batch: list[Happening] = []
    for one in happenings:
        if batch and one.at - batch[0].at > SPAN:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _expect_signalled(taken: Taken) -> None:
    if taken is not Taken.SIGNALLED:
        raise RuntimeError(f"an input was {taken.value!r} at the door and not signalled")
