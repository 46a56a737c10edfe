"""Runs several long tasks side by side: one that fails stops the others gracefully."""

import asyncio
from collections.abc import Coroutine


async def together(stop: asyncio.Event, *works: Coroutine[None, None, None]) -> None:
    """Until all have ended; the works watch `stop`, which a failure sets too. Raises the first failure."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        stop.set()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for failure in ended:
        if isinstance(failure, BaseException):
            raise failure


async def unless(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Do the work, and leave it where it is when `stop` is set before it is done."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
    if task.done():
        await task
        return
    task.cancel()
    await asyncio.wait((task,))
