"""The kinds of workflow that are compared, and how each is started and asked: by the same calls."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from itertools import count

from temporalio.client import Client

from benchmarks.by_hand import BareWorkflow, ByHandStart, NaiveWorkflow
from engine.contracts.inputs import ConsentChange, Identify, Track
from engine.customer.state import CustomerState
from workflows.contract import CustomerStart, Limits
from workflows.customer import CustomerWorkflow

_AT_ONCE = 50
"""calls to Temporal at the same time"""


class Kind(Enum):
    """Ours, and the two written by hand."""

    OURS = "ours"
    BARE = "bare"
    NAIVE = "naive"

    @property
    def queue(self) -> str:
        return f"bench-{self.value}"


class Crowd:
    """Customers of one kind, by name."""

    def __init__(self, client: Client, kind: Kind, names: Iterable[str], content: str, limits: Limits | None = None):
        self.kind = kind
        self.names = [f"{kind.value}-{name}" for name in names]
        self._client = client
        self._content = content
        self._limits = limits or Limits()
        self._ids = count(1)
        self._calls = asyncio.Semaphore(_AT_ONCE)

    async def start(self, state: CustomerState | None = None) -> None:
        """All of them; ours with a state as continue-as-new carries it, where one is given."""
        await asyncio.gather(*(self._start(name, state) for name in self.names))

    async def ask(self, type: str = "asked") -> None:
        """A trigger for each of them, all at once."""
        await asyncio.gather(*(self.ask_one(name, type) for name in self.names))

    async def ask_one(self, name: str, type: str = "asked", at: datetime | None = None) -> None:
        track = Track(id=f"t{next(self._ids)}", type=type, at=at or datetime.now(UTC))
        async with self._calls:
            await self._client.get_workflow_handle(f"customer-{name}").signal("track", track)

    async def _start(self, name: str, state: CustomerState | None) -> None:
        async with self._calls:
            match self.kind:
                case Kind.OURS:
                    await self._start_ours(name, state)
                case Kind.BARE:
                    await self._start_by_hand(name, BareWorkflow)
                case Kind.NAIVE:
                    await self._start_by_hand(name, NaiveWorkflow)

    async def _start_ours(self, name: str, state: CustomerState | None) -> None:
        carried = None if state is None else state.model_copy(update={"customer_id": name})
        await self._client.start_workflow(
            CustomerWorkflow.run,
            CustomerStart(customer_id=name, state=carried, limits=self._limits),
            id=f"customer-{name}",
            task_queue=self.kind.queue,
            start_signal="identify",
            start_signal_args=[introduction(name, datetime.now(UTC))],
        )

    async def _start_by_hand(self, name: str, workflow: type[BareWorkflow] | type[NaiveWorkflow]) -> None:
        start = ByHandStart(customer_id=name, content=self._content, quiet_events=self._limits.quiet_events)
        await self._client.start_workflow(workflow.run, start, id=f"customer-{name}", task_queue=self.kind.queue)


def introduction(name: str, at: datetime) -> Identify:
    """An address and consent."""
    return Identify(
        id=f"introduction of {name}",
        at=at,
        attributes={"email": f"{name}@example.com"},
        consents=(ConsentChange(status="granted"),),
    )
