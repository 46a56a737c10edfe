"""Loads the look-ups that a deployment registers by name: `name=package.module:attribute`."""

from collections.abc import Mapping
from importlib import import_module

from engine.contracts.ports import LookupSource
from runtime.exit import StartError


class LookupNotLoaded(StartError):
    """A registered look-up cannot be loaded; the text says which and why."""


def load_lookups(registered: Mapping[str, str]) -> dict[str, LookupSource]:
    """The sources by name; the attribute is called without arguments when it is a class. Raises LookupNotLoaded."""
    return {name: _load(name, target) for name, target in registered.items()}


def _load(name: str, target: str) -> LookupSource:
    module, _, attribute = target.partition(":")
    try:
        found = getattr(import_module(module), attribute)
        source: LookupSource = found() if isinstance(found, type) else found
    except Exception as error:  # whatever a deployment's own module raises
        raise LookupNotLoaded(
            f"LOOKUPS: {name}={target!r} cannot be loaded: {type(error).__name__}: {error}; "
            "write name=package.module:Class of something with `async def find(command)`"
        ) from error
    if not callable(getattr(source, "find", None)):
        raise LookupNotLoaded(f"LOOKUPS: {name}={target!r} has no method `find`")
    return source
