"""Look-ups for tests: a plain function in the place of a service."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from engine.contracts.answers import Found, LookupAnswer, NotFound
from engine.contracts.commands import LookUp
from engine.contracts.ports import LookupSource
from engine.model import Attributes
from starter.testing.errors import MistakenTest

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed

LookupFunction = Callable[[Attributes], Attributes | Awaitable[Attributes | None] | None]
"""From the arguments to what was found; None: nothing."""

Lookup = LookupFunction | LookupSource


class FunctionSource:
    """A function as a source of look-ups."""

    def __init__(self, function: LookupFunction) -> None:
        self._function = function

    async def find(self, command: LookUp) -> LookupAnswer:
        found = self._function(dict(command.args))
        if inspect.isawaitable(found):
            found = await found
        return NotFound(detail="the test's look-up found nothing") if found is None else Found(result=found)


def sources_of(lookups: Mapping[str, Lookup]) -> dict[str, LookupSource]:
    """Raises MistakenTest for what is neither a function nor has a method `find`."""
    return {name: _source(name, lookup) for name, lookup in lookups.items()}


def check_all_there(named: Mapping[str, object], sources: Mapping[str, LookupSource]) -> None:
    """Raises MistakenTest naming what schema.yaml has and the test does not answer."""
    missing = sorted(named.keys() - sources.keys())
    if missing:
        raise MistakenTest(
            f"schema.yaml names the look-ups {', '.join(missing)}: answer them in a fixture of your own, for instance\n"
            "  @pytest.fixture\n"
            "  def twostep_lookups():\n"
            f'      return {{"{missing[0]}": lambda args: {{"name": "…"}}}}'
        )


def at_once(source: LookupSource, command: LookUp) -> LookupAnswer:
    """The answer without an event loop. Raises MistakenTest where the source waits for something."""
    coroutine: Any = source.find(command)
    try:
        coroutine.send(None)
    except StopIteration as done:
        answer: LookupAnswer = done.value
        return answer
    coroutine.close()
    raise MistakenTest(
        f"the look-up {command.name!r} waits for something, and the rehearsal has no event loop: answer it with a "
        "plain function in the fixture `twostep_lookups`"
    )


def _source(name: str, lookup: Lookup) -> LookupSource:
    if isinstance(lookup, type | str) or not (callable(lookup) or callable(getattr(lookup, "find", None))):
        raise MistakenTest(f"twostep_lookups: {name!r} is {lookup!r}: give a function of the arguments, or an object")
    return FunctionSource(lookup) if callable(lookup) else lookup
