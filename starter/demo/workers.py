"""Starts the demo's workers, each a process as in production, and ends the demo when one of them dies."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeVar

from starter.demo.working import READY, Order

_CUSTOMERS_EACH = 100
_MOST = 4
_START_TIMEOUT = 60.0
"""seconds; loading everything takes two on an idle core"""
_STOP_TIMEOUT = 50.0
"""seconds; longer than a worker drains"""

T = TypeVar("T")


class WorkerEnded(Exception):
    """A worker process died; what it had to say stands above."""


def workers_for(customers: int) -> int:
    """A process per processor as long as there is something to do for it: one runs one step at a time."""
    return max(1, min(customers // _CUSTOMERS_EACH, os.cpu_count() or 1, _MOST))


class Workers:
    """Processes that work until the context of `started` ends."""

    def __init__(self, processes: Sequence[Process]) -> None:
        self._processes = processes

    @property
    def process_ids(self) -> Sequence[int]:
        return [process.pid for process in self._processes]

    async def during(self, work: Coroutine[None, None, T]) -> T:
        """Do something that needs all of them. Raises WorkerEnded."""
        doing = asyncio.create_task(work)
        ends = [asyncio.create_task(process.wait()) for process in self._processes]
        try:
            await asyncio.wait({doing, *ends}, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                raise WorkerEnded("a worker process of the demo ended before its time")
            return doing.result()
        finally:
            for task in (doing, *ends):
                task.cancel()


@asynccontextmanager
async def started(count: int, order: Order) -> AsyncIterator[Workers]:
    """So many workers, polling. Raises WorkerEnded."""
    async with AsyncExitStack() as stack:
        processes = [await stack.enter_async_context(_process(order)) for _ in range(count)]
        await asyncio.gather(*map(_ready, processes))
        yield Workers(processes)


@asynccontextmanager
async def _process(order: Order) -> AsyncIterator[Process]:
    # A session of its own: at Ctrl-C it ends when the demo closes its input, and not before.
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "starter.demo.working", stdin=PIPE, stdout=PIPE, start_new_session=True
    )
    assert process.stdin is not None  # it is a pipe
    try:
        process.stdin.write(order.model_dump_json().encode() + b"\n")
        yield process
    finally:
        process.stdin.close()
        await _end(process)


async def _ready(process: Process) -> None:
    assert process.stdout is not None  # it is a pipe
    if await asyncio.wait_for(process.stdout.readline(), _START_TIMEOUT) != READY:
        raise WorkerEnded("a worker process of the demo did not start")


async def _end(process: Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), _STOP_TIMEOUT)
    except TimeoutError:
        process.kill()
        await process.wait()
