"""Asks a look-up as a journey's step does."""

from pydantic import JsonValue

from engine.contracts.answers import Found
from engine.contracts.commands import LookUp
from engine.contracts.ports import LookupSource
from engine.model import Attributes


async def ask(source: LookupSource, **args: JsonValue) -> Attributes | None:
    """What it found; None: the step's fallback would stand in."""
    command = LookUp(customer_id="c-1", enrolment_id="e-1", step="find", visit=1, name="tried", args=args, timeout=2)
    answer = await source.find(command)
    return answer.result if isinstance(answer, Found) else None
