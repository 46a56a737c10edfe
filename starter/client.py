"""The client: the only code through which anything outside speaks to a customer's workflow."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Literal, TypeVar

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError, RPCStatusCode

from audit.inbox import Why
from audit.queries.inputs import Known
from engine.contracts.answers import AskAnswer, VisitAnswer
from engine.contracts.inputs import (
    Ask,
    Confirm,
    Control,
    Enrol,
    Feedback,
    Identify,
    Propose,
    Release,
    Report,
    Track,
    Visit,
)
from engine.contracts.ports import KeyDestroyed
from engine.contracts.verbs import SetProfile
from engine.contracts.views import Status, TimelineItem, UpcomingItem
from runtime.telemetry import TelemetryHandle
from starter.asking import Asking
from starter.checks import check_name, check_place, check_size, check_type, usable_id
from starter.errors import CustomerErased, InputRefused, NoAnswer, UnknownCustomer
from starter.one_at_a_time import OneAtATime
from starter.patience import DEADLINE, look_at, starting
from starter.ports import InboxDoor, InForce, Ledger, Published, Taken
from starter.signaller import TIMEOUT, Signalled, Signaller
from starter.tracking_plan import changes_profile, complaints
from starter.visiting import Visiting
from workflows.customer import CustomerWorkflow
from workflows.names import workflow_id

AT_ONCE = 100
"""calls to Temporal at the same time; the rest wait in the process"""
IN_FLIGHT = 4
"""asks and visits of one customer at a time in this process: Temporal takes 10 updates of all processes together"""

_log = logging.getLogger(__name__)
_Run = WorkflowHandle[CustomerWorkflow, None]
T = TypeVar("T")


class JourneyClient:
    """Reports what happened to customers and asks where they are; one per process, shared by all tasks.

    What cannot be taken in raises a DoorError that says what to do; an RPCError is a fault of the Temporal server.
    """

    def __init__(
        self,
        client: Client,
        *,
        task_queue: str,
        ledger: Ledger,
        inbox: InboxDoor,
        published: Published,
        telemetry: TelemetryHandle,
        tracking_plan: Literal["warn", "refuse"],
        id_hash_key: bytes | None = None,
    ) -> None:
        self._client = client
        self._task_queue = task_queue
        self._signaller = Signaller(client, task_queue)
        self._ledger = ledger
        self._inbox = inbox
        self._published = published
        self._telemetry = telemetry
        self._refuses = tracking_plan == "refuse"
        self._id_hash_key = id_hash_key
        self._turns = OneAtATime(AT_ONCE)
        asking = OneAtATime(AT_ONCE, each=IN_FLIGHT)
        self._asking = Asking(client, task_queue, ledger, asking)
        self._visiting = Visiting(client, task_queue, ledger, asking)

    def customer_id(self, written: str) -> str:
        """The id under which a customer is known here. Raises InputRefused."""
        return usable_id(written, self._id_hash_key)

    async def track(self, customer_id: str, track: Track) -> Taken:
        """A trigger."""
        check_size(track, "the properties")
        known = await self._published.in_force()
        if not of_interest(track, known):
            # what is kept now enters nobody later: be sure that nothing was published a moment ago
            known = await self._published.in_force(fresh=True)
        check_type(track.type, known.plan.triggers)
        self._judge(track, known)
        return await self._take(customer_id, track, known, None if of_interest(track, known) else "not_of_interest")

    async def identify(self, customer_id: str, identify: Identify) -> Taken:
        """A change of the profile."""
        check_size(identify, "the attributes")
        known = await self._published.in_force()
        self._judge(identify, known)
        return await self._take(customer_id, identify, known)

    async def feedback(self, customer_id: str, feedback: Feedback) -> Taken:
        """What the provider or the customer said about a message."""
        check_size(feedback, "the details")
        return await self._take(customer_id, feedback, await self._published.in_force())

    async def check_message(self, message: str) -> None:
        """Raises InputRefused for what is not published."""
        check_name("message", message, (await self._published.in_force(fresh=True)).messages)

    async def propose(self, customer_id: str, propose: Propose) -> Taken:
        """A message from outside a journey."""
        check_size(propose, "the facts")
        known = await self._published.in_force()
        check_name("message", propose.message, known.messages)
        return await self._take(customer_id, propose, known)

    async def ask(self, customer_id: str, ask: Ask, deadline: timedelta = DEADLINE) -> AskAnswer:
        """Whether a department may send its message; the same id again gets the same answer.

        Needs a worker. Tried again until the deadline; raises NoAnswer then.
        """
        check_size(ask, "the tags and topics")
        known = await self._published.in_force()
        customer = self.customer_id(customer_id)
        seen = await self._known(customer, ask)
        with self._telemetry.client_span("ask") as trace:
            paused = await self._ledger.pauses()
            sent = ask.model_copy(update={"trace": ask.trace or trace, "catalogue": known.number, "paused": paused})
            return await self._asking.ask(customer, sent, seen=seen, deadline=deadline)

    async def visit(self, customer_id: str, visit: Visit, deadline: timedelta = DEADLINE) -> VisitAnswer:
        """The best of what waits for her where she is, each reserved until it lapses; the same id again gets the same
        answer. Somebody unknown gets nothing. What became of it is told by `feedback`: shown, accepted, declined.

        Needs a worker. Tried again until the deadline; raises NoAnswer then.
        """
        known = await self._published.in_force()
        check_place(visit.place, known.places)
        customer = self.customer_id(customer_id)
        await self._known(customer, visit)
        with self._telemetry.client_span("visit") as trace:
            paused = await self._ledger.pauses()
            sent = visit.model_copy(update={"trace": visit.trace or trace, "catalogue": known.number, "paused": paused})
            return await self._visiting.visit(customer, sent, deadline)

    async def confirm(self, customer_id: str, confirm: Confirm) -> Taken:
        """A department sent what it asked for."""
        return await self._take(customer_id, confirm, await self._published.in_force())

    async def release(self, customer_id: str, release: Release) -> Taken:
        """A department will not send what it asked for, or planned."""
        return await self._take(customer_id, release, await self._published.in_force())

    async def report(self, customer_id: str, report: Report) -> Taken:
        """A department sent a message without asking, or is going to."""
        check_size(report, "the tags and topics")
        return await self._take(customer_id, report, await self._published.in_force())

    async def control(self, customer_id: str, control: Control) -> Taken:
        """An operator's or the system's word; to somebody who is there. Raises UnknownCustomer."""
        check_size(control, "the texts")
        if not await self._ledger.is_customer(self.customer_id(customer_id)):
            raise UnknownCustomer(self.customer_id(customer_id))  # a slip in the id must not begin a customer
        known = await self._published.in_force()
        if isinstance(control.order, SetProfile):
            self._judge(Identify(id=control.id, at=control.at, attributes=control.order.attributes), known)
        return await self._take(customer_id, control, known)

    async def enrol(self, customer_id: str, enrol: Enrol) -> Taken:
        """Enter a journey; needs a worker, since the workflow itself answers. Raises NoAnswer without one."""
        check_size(enrol, "the facts")
        known = await self._published.in_force()
        check_name("journey", enrol.journey, known.journeys)
        customer = self.customer_id(customer_id)
        async with self._turns.turn(customer):
            if await self._known(customer, enrol):
                return Taken.DUPLICATE
            with self._telemetry.client_span("enrol", **{"twostep.journey": enrol.journey}) as trace:
                sent = enrol.model_copy(update={"trace": enrol.trace or trace, "catalogue": known.number})
                await self._update(customer, sent)
        return Taken.SIGNALLED

    async def status(self, customer_id: str) -> Status:
        """Where she is. Raises UnknownCustomer, CustomerErased, NoAnswer."""
        async with self._answering(customer_id) as run:
            return await run.query(CustomerWorkflow.status, rpc_timeout=TIMEOUT)

    async def timeline(self, customer_id: str) -> list[TimelineItem]:
        """The newest of what happened; the ledger has the whole. Raises as `status`."""
        async with self._answering(customer_id) as run:
            return await run.query(CustomerWorkflow.timeline, rpc_timeout=TIMEOUT)

    async def upcoming(self, customer_id: str) -> list[UpcomingItem]:
        """What is known to come within 14 days. Raises as `status`."""
        async with self._answering(customer_id) as run:
            return await run.query(CustomerWorkflow.upcoming, rpc_timeout=TIMEOUT)

    def _judge(self, entry: Track | Identify, known: InForce) -> None:
        found = complaints(entry, known.plan)
        if found and self._refuses:
            raise InputRefused("; ".join(found))
        for complaint in found:
            _log.warning("%s", complaint)

    async def _take(self, customer_id: str, entry: Signalled, known: InForce, why: Why | None = None) -> Taken:
        customer = self.customer_id(customer_id)
        async with self._turns.turn(customer):
            if await self._known(customer, entry):
                return Taken.DUPLICATE
            with self._telemetry.client_span(entry.kind, **_attributes(entry)) as trace:
                sent = entry.model_copy(update={"trace": entry.trace or trace, "catalogue": known.number})
                why = why or await self._signaller.signal(customer, sent)
            if why is None:
                return Taken.SIGNALLED
            await self._inbox.store(customer, sent, why)
            if why == "erased":
                raise CustomerErased(customer)
            return Taken.STORED

    async def _known(self, customer: str, entry: Signalled | Enrol | Ask | Visit) -> bool:
        """Whether it was taken in before. Raises CustomerErased, with the refusal on record."""
        known = await self._ledger.known(customer, entry.id)
        if known is Known.ERASED:
            await self._inbox.store(customer, entry, "erased")
            raise CustomerErased(customer)
        return known is Known.SEEN

    async def _update(self, customer_id: str, enrol: Enrol) -> None:
        start = starting(self._client, self._task_queue, customer_id)
        try:
            async with asyncio.timeout(TIMEOUT.total_seconds()):
                await self._call(enrol, start)
        except KeyDestroyed:
            raise CustomerErased(customer_id) from None
        except WorkflowUpdateFailedError as error:
            raise InputRefused(str(error.cause)) from error
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise _no_answer() from error

    async def _call(self, enrol: Enrol, start: WithStartWorkflowOperation[CustomerWorkflow, None]) -> None:
        try:
            await self._client.execute_update_with_start_workflow(
                CustomerWorkflow.enrol, enrol, id=enrol.id, start_workflow_operation=start
            )
        except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError):
            await look_at(start)
            raise

    @asynccontextmanager
    async def _answering(self, customer_id: str) -> AsyncIterator[_Run]:
        customer = self.customer_id(customer_id)
        try:
            yield self._client.get_workflow_handle_for(CustomerWorkflow.run, workflow_id(customer))
        except RPCError as error:
            match error.status:
                case RPCStatusCode.NOT_FOUND:
                    erased = await self._ledger.known(customer, "") is Known.ERASED
                    raise (CustomerErased(customer) if erased else UnknownCustomer(customer)) from error
                case RPCStatusCode.DEADLINE_EXCEEDED | RPCStatusCode.CANCELLED | RPCStatusCode.FAILED_PRECONDITION:
                    raise _no_answer() from error
                case _:
                    raise
        except WorkflowQueryFailedError as error:
            raise NoAnswer(f"the workflow of {customer!r} cannot answer: {error}") from error


def _attributes(entry: Signalled) -> dict[str, str]:
    """What a trace may show: never who."""
    return {"twostep.trigger": entry.type} if isinstance(entry, Track) else {}


def of_interest(track: Track, known: InForce) -> bool:
    """Whether anything published, or the profile, depends on such a trigger."""
    return track.type in known.interest or changes_profile(track, known.plan)


def _no_answer() -> NoAnswer:
    return NoAnswer(
        f"no worker answered within {TIMEOUT.total_seconds():.0f} s: is one running (`twostep worker`), "
        "on the build that this customer is pinned to (`twostep upgrade`)?"
    )
