"""Hands an input to a customer's workflow, which begins with it if she has none."""

import asyncio
from datetime import timedelta
from typing import assert_never

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from audit.inbox import Why
from engine.contracts.inputs import (
    Ask,
    Confirm,
    Control,
    Delivered,
    Enrol,
    Feedback,
    Identify,
    Input,
    Journaled,
    LookedUp,
    Propose,
    Release,
    Report,
    Track,
    Visit,
    Withdrawn,
)
from engine.contracts.ports import KeyDestroyed
from workflows.contract import CustomerStart
from workflows.customer import CustomerWorkflow
from workflows.names import STATIC_SUMMARY, workflow_id

Signalled = Track | Identify | Feedback | Propose | Confirm | Release | Report | Control

TIMEOUT = timedelta(seconds=10)
"""of one call, with the SDK's own retries in it"""

_AWAY = {RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}
_LIMIT = "exceeded workflow execution limit for signal events"


class Signaller:
    """Signal-with-start, always: one call, atomic, and no worker has to be there."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    async def signal(self, customer_id: str, entry: Signalled) -> Why | None:
        """None when the workflow has it; else why it has to be tried again later. Raises RPCError.

        After a time-out it may have it all the same: inputs carry ids, so the second try changes nothing.
        """
        try:
            async with asyncio.timeout(TIMEOUT.total_seconds()):
                await self._signal_with_start(customer_id, entry)
        except TimeoutError:
            return "temporal_down"
        except KeyDestroyed:
            return "erased"
        except RPCError as error:
            if why := why_later(error):
                return why
            raise
        return None

    async def _signal_with_start(self, customer_id: str, entry: Signalled) -> None:
        await self._client.start_workflow(
            CustomerWorkflow.run,
            CustomerStart(customer_id=customer_id),
            id=workflow_id(customer_id),
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=STATIC_SUMMARY,
            start_signal=entry.kind,  # the signals are named like the kinds of inputs
            start_signal_args=[entry],
        )


def as_signal(entry: Input) -> Signalled:
    """What was kept in an inbox to be signalled. Raises ValueError for what no door keeps."""
    match entry:
        case Track() | Identify() | Feedback() | Propose() | Confirm() | Release() | Report() | Control():
            return entry
        case Ask() | Visit() | Enrol() | Delivered() | Withdrawn() | LookedUp() | Journaled():
            raise ValueError(f"an input of kind {entry.kind!r} is never signalled")
        case _:
            assert_never(entry)


def why_later(error: RPCError) -> Why | None:
    """Why a call is to be tried again later; None when that would not help."""
    if _LIMIT in error.message:
        return "signal_limit"
    return "temporal_down" if error.status in _AWAY else None
