"""The process's one read-only store of published parts, handed to the engine before the worker polls."""

from engine.contracts.ports import PartMissing, Shelf

_installed: list[Shelf] = []


def install(shelf: Shelf) -> None:
    """Hand over the store; the last one handed over counts."""
    _installed[:] = [shelf]


def installed() -> Shelf:
    """The store. Raises PartMissing when the process was started without one."""
    if not _installed:
        raise PartMissing("no store of published parts was handed to the engine: call engine.shelf.install first")
    return _installed[0]
