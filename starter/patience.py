"""Tries an update of a customer's workflow until it is answered or time is up: what the asks and the visits share."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, TypeVar

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from engine.contracts.ports import KeyDestroyed
from starter.errors import CustomerErased, InputRefused, NoAnswer
from starter.one_at_a_time import OneAtATime
from workflows.contract import CustomerStart
from workflows.customer import CustomerWorkflow
from workflows.names import STATIC_SUMMARY, workflow_id

DEADLINE: Final = timedelta(seconds=30)
"""until when an answer is waited for, unless the caller says otherwise"""

T = TypeVar("T")
Start = WithStartWorkflowOperation[CustomerWorkflow, None]

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


async def until_answered(
    turns: OneAtATime,
    customer_id: str,
    what: str,
    deadline: timedelta,
    once: Callable[[timedelta], Awaitable[T | None]],
) -> T:
    """`once` makes one call, which may take so long, and answers None to be tried again. Raises NoAnswer."""
    until = time.monotonic() + deadline.total_seconds()
    try:
        async with asyncio.timeout(deadline.total_seconds()), turns.turn(customer_id):
            return await _patiently(once, until)
    except TimeoutError as error:
        raise NoAnswer(
            f"{what} was not answered within {deadline.total_seconds():g} s: can Temporal be reached, and "
            "is a worker running (`twostep worker`), on the build that this customer is pinned to? Ask again under "
            "the same id: an answer given meanwhile stays so"
        ) from error


async def _patiently(once: Callable[[timedelta], Awaitable[T | None]], until: float) -> T:
    pause = _FIRST_PAUSE
    while True:
        answer = await once(timedelta(seconds=min(_ONE_CALL, max(until - time.monotonic(), 0.01))))
        if answer is not None:
            return answer
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        pause = min(pause * 2, _LONGEST_PAUSE)


def starting(client: Client, task_queue: str, customer_id: str) -> Start:
    """Begin the customer's workflow, unless it runs."""
    return WithStartWorkflowOperation(
        CustomerWorkflow.run,
        CustomerStart(customer_id=customer_id),
        id=workflow_id(customer_id),
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary=STATIC_SUMMARY,
    )


async def tried(customer_id: str, call: Callable[[], Awaitable[T]], start: Start | None) -> tuple[T | None, bool]:
    """An answer, or None to try again; and whether it was answered before, or may have been. Raises CustomerErased,
    InputRefused, RPCError."""
    try:
        return await call(), False
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


async def look_at(start: WithStartWorkflowOperation[Any, Any] | None) -> None:
    """To be called for a failure: the SDK leaves it there as well, where nobody would look, and makes a time-out of our
    own cancellation, which goes on from here."""
    if start is not None:
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
