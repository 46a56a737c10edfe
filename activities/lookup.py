"""Asks a registered look-up; whatever goes wrong, the journey gets its fallback and goes on."""

import asyncio

from temporalio import activity

from engine.contracts.answers import LookupAnswer, NotFound
from engine.contracts.commands import LookUp
from engine.contracts.ports import LookupSource


class LookingUp:
    """The activity `look_up`; sources by name."""

    def __init__(self, sources: dict[str, LookupSource]) -> None:
        self._sources = sources

    @activity.defn
    async def look_up(self, command: LookUp) -> LookupAnswer:
        """The source's answer within the plan's time-out (seconds)."""
        source = self._sources.get(command.name)
        if source is None:
            return NotFound(detail=f"no look-up {command.name!r} is registered with this worker")
        try:
            return await asyncio.wait_for(source.find(command), command.timeout)
        except TimeoutError:
            return NotFound(detail=f"no answer within {command.timeout:g} s")
        except Exception as error:  # a look-up is a customer's own code: any fault of it means the fallback
            return NotFound(detail=type(error).__name__)
