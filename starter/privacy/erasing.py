"""Erases a customer everywhere this house reaches: workflow, histories, ledger, keys, providers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import Engine
from temporalio.client import Client

from audit import erasure
from audit.address import AddressKey
from audit.database import read
from audit.known_addresses import known_addresses
from engine.contracts.inputs import Control
from engine.contracts.ports import ChannelAdapter
from engine.contracts.verbs import Erase
from engine.language.terms import Channel
from engine.model import Frozen
from starter.errors import DoorError, UnknownCustomer
from starter.privacy.runs import Runs
from workflows.names import workflow_id

ENDS_WITHIN = 15.0
"""seconds for the workflow to end by itself; without a worker it is deleted as it stands"""
SENT_WITHIN = 40.0
"""seconds until a request under way has its outcome, or its lease has lapsed"""
_LOOK = 0.2

T = TypeVar("T")


class ErasureIncomplete(DoorError):
    """A step could not be done; what was done stays done, and the same command goes on from there."""


class Erased(Frozen):
    """What an erasure did; counts, nothing personal."""

    customer_id: str
    ended: bool
    """a workflow was running, and ended by itself"""
    runs: int
    """deleted from Temporal"""
    forgotten: int
    """addresses that providers were asked to forget"""
    providers: bool
    """whether they were asked at all"""
    scrubbed: bool
    """the database file was written anew, without what was deleted; of PostgreSQL always so, it does that itself"""


class Erasing:
    """The steps in an order in which each can be repeated: addresses are blanked only after the providers had them."""

    def __init__(
        self, client: Client, database: Engine, adapters: Sequence[ChannelAdapter], address_key: bytes
    ) -> None:
        self._runs = Runs(client)
        self._database = database
        self._adapters: Mapping[Channel, ChannelAdapter] = {adapter.channel: adapter for adapter in adapters}
        self._key = AddressKey(address_key)

    async def erase(self, customer_id: str, *, providers: bool = True, ends_within: float = ENDS_WITHIN) -> Erased:
        """Raises UnknownCustomer, ErasureIncomplete."""
        workflow = workflow_id(customer_id)
        if not (await self._asking(erasure.is_known, customer_id) or await self._runs.all(workflow)):
            raise UnknownCustomer(customer_id)
        await self._asking(erasure.bury, customer_id)
        ended = await self._end(workflow, ends_within)
        await self._until_sent(customer_id)
        forgotten = await self._forget(customer_id) if providers else 0
        runs = await self._delete_runs(workflow)
        await asyncio.to_thread(erasure.erase, self._database, customer_id, self._key)
        # a door that had asked before the tombstone stood may have begun another one meanwhile
        runs += await self._delete_runs(workflow)
        scrubbed = await asyncio.to_thread(erasure.scrub, self._database)
        return Erased(
            customer_id=customer_id,
            ended=ended,
            runs=runs,
            forgotten=forgotten,
            providers=providers,
            scrubbed=scrubbed,
        )

    async def _end(self, workflow: str, within: float) -> bool:
        """Let it end by itself, which takes a worker; without one it ends when it is deleted."""
        if not await self._runs.running(workflow):
            return False
        order = Control(id=f"erase-{uuid4().hex}", at=datetime.now(UTC), order=Erase())
        if await self._runs.tell(workflow, order):
            return await _until(lambda: self._ended(workflow), within)
        return False

    async def _ended(self, workflow: str) -> bool:
        return not await self._runs.running(workflow)

    async def _until_sent(self, customer_id: str) -> None:
        async def sent() -> bool:
            return not await self._asking(erasure.sending, customer_id)

        if not await _until(sent, SENT_WITHIN):
            raise ErasureIncomplete("a message to her is still being sent: try again in a minute")

    async def _forget(self, customer_id: str) -> int:
        known = await asyncio.to_thread(
            read, self._database, lambda connection: known_addresses(connection, customer_id)
        )
        forgotten = 0
        for channel, adapter in self._adapters.items():
            addresses = sorted({one.address for one in known if one.channel == channel})
            said = await adapter.forget(addresses)
            if not said.taken:
                raise ErasureIncomplete(
                    f"the provider of {channel.value} did not take the erasure: {said.detail}\n"
                    "  nothing more is sent to her; type the same again when that is mended, or add --skip-providers"
                )
            forgotten += len(addresses)
        return forgotten

    async def _delete_runs(self, workflow: str) -> int:
        deleted = await self._runs.delete_all(workflow)
        if deleted is None:
            raise ErasureIncomplete("Temporal has not deleted every run yet: type the same again in a minute")
        return deleted

    async def _asking(self, work: Callable[[Engine, str], T], customer_id: str) -> T:
        return await asyncio.to_thread(work, self._database, customer_id)


async def _until(done: Callable[[], Awaitable[bool]], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not await done():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(_LOOK)
    return True
