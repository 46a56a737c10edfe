"""`twostep` as it is typed, and what it said."""

import asyncio
from pathlib import Path

from typer.testing import CliRunner, Result

from starter.main import app


def twostep(*words: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=typed)


async def twostep_aside(*words: str | Path) -> Result:
    """In a thread, since a command has an event loop of its own."""
    return await asyncio.to_thread(twostep, *words)
