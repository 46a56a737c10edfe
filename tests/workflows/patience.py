"""Asks as the client does: again, while a customer's run comes to its end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

T = TypeVar("T")

_ENDED = ("busy", "AcceptedUpdateCompletedWorkflow")
"""The run asks for patience, or ended with the question in it."""
_GONE = (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION)
"""It had ended, and the next was not there yet."""


async def patiently(once: Callable[[], Awaitable[T]]) -> T:
    async with asyncio.timeout(60):
        while True:
            try:
                return await once()
            except WorkflowUpdateFailedError as error:
                assert isinstance(error.cause, ApplicationError) and error.cause.type in _ENDED, error.cause
            except RPCError as error:
                assert error.status in _GONE, error
            await asyncio.sleep(0.02)
