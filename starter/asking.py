"""Asks a customer's workflow whether a department may send its message, until it answers or time is up."""

import asyncio
import random
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask
from engine.contracts.ports import KeyDestroyed
from engine.inputs.elsewhere import message_of_department
from starter.errors import CustomerErased, InputRefused, NoAnswer
from starter.one_at_a_time import OneAtATime
from starter.ports import Ledger
from workflows.contract import CustomerStart
from workflows.customer import CustomerWorkflow
from workflows.names import STATIC_SUMMARY, workflow_id

DEADLINE = timedelta(seconds=30)
"""until when an answer is waited for, unless the caller says otherwise"""
IN_FLIGHT = 4
"""asks of one customer at a time in this process: Temporal takes 10 of all processes together"""
AT_ONCE = 100

_ONE_CALL = 10.0
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_AGAIN = {
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.ABORTED,
    RPCStatusCode.NOT_FOUND,
    RPCStatusCode.FAILED_PRECONDITION,
}
"""Too many at once, away, or the run ended while it was asked: the next try meets the next run."""
_ENDED = ("busy", "AcceptedUpdateCompletedWorkflow")
"""The workflow asks for patience, or its run ended with the question in it."""


class Asking:
    """The asks of one process."""

    def __init__(self, client: Client, task_queue: str, ledger: Ledger) -> None:
        self._client = client
        self._task_queue = task_queue
        self._ledger = ledger
        self._turns = OneAtATime(AT_ONCE, each=IN_FLIGHT)

    async def ask(self, customer_id: str, ask: Ask, *, seen: bool, deadline: timedelta) -> AskAnswer:
        """`seen`: the ledger has heard of it, and perhaps of the answer. Raises DoorError, RPCError."""
        until = time.monotonic() + deadline.total_seconds()
        try:
            async with asyncio.timeout(deadline.total_seconds()), self._turns.turn(customer_id):
                return await self._until_answered(customer_id, ask, seen, until)
        except TimeoutError as error:
            raise NoAnswer(
                f"ask {ask.id!r} was not answered within {deadline.total_seconds():g} s: can Temporal be reached, and "
                "is a worker running (`twostep worker`), on the build that this customer is pinned to? Ask again under "
                "the same id: an answer given meanwhile stays so"
            ) from error

    async def _until_answered(self, customer_id: str, ask: Ask, seen: bool, until: float) -> AskAnswer:
        pause = _FIRST_PAUSE
        while True:
            answer = await self._of_ledger(customer_id, ask) if seen else None
            if answer is None:
                answer, seen = await self._once(customer_id, ask, until)
            if answer is not None:
                return answer
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _of_ledger(self, customer_id: str, ask: Ask) -> AskAnswer | None:
        return await self._ledger.answer(customer_id, message_of_department(customer_id, ask.id))

    async def _once(self, customer_id: str, ask: Ask, until: float) -> tuple[AskAnswer | None, bool]:
        """An answer, or None to try again; and whether the ledger may have it."""
        start = WithStartWorkflowOperation(
            CustomerWorkflow.run,
            CustomerStart(customer_id=customer_id),
            id=workflow_id(customer_id),
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=STATIC_SUMMARY,
        )
        try:
            answer: AskAnswer = await self._client.execute_update_with_start_workflow(
                CustomerWorkflow.ask,
                ask,
                id=ask.id,
                start_workflow_operation=start,
                rpc_timeout=timedelta(seconds=min(_ONE_CALL, max(until - time.monotonic(), 0.01))),
            )
            return answer, False
        except KeyDestroyed:
            raise CustomerErased(customer_id) from None
        except WorkflowUpdateFailedError as error:
            return None, _answered_before(customer_id, error)
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            await look_at(start)
            return None, True
        except RPCError as error:
            await look_at(start)
            if error.status not in _AGAIN:
                raise
            return None, False


async def look_at(start: WithStartWorkflowOperation[Any, Any]) -> None:
    """To be called for a failure: the SDK leaves it there as well, where nobody would look, and makes a time-out of our
    own cancellation, which goes on from here."""
    with suppress(RPCError, TimeoutError, asyncio.CancelledError):
        async with asyncio.timeout(0):
            await start.workflow_handle()
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _answered_before(customer_id: str, error: WorkflowUpdateFailedError) -> bool:
    """Whether the ledger has the answer, or else it may be asked again. Raises CustomerErased, InputRefused."""
    why = error.cause.type if isinstance(error.cause, ApplicationError) else None
    if why == "erased":
        raise CustomerErased(customer_id) from error
    if why == "forgotten":
        return True
    if why in _ENDED:
        return False
    raise InputRefused(str(error.cause)) from error
