"""A shelf that remembers what was asked of it in vain."""

from engine.contracts.ports import PartMissing, Shelf


class WatchedShelf:
    """Reads through; tells a history that cannot be replayed here from one that diverges."""

    def __init__(self, inner: Shelf) -> None:
        self._inner = inner
        self._missing: str | None = None

    def catalogue(self, number: int) -> str:
        try:
            return self._inner.catalogue(number)
        except PartMissing as error:
            self._missing = self._missing or f"catalogue {number}: {error}"
            raise

    def part(self, name: str) -> str:
        try:
            return self._inner.part(name)
        except PartMissing as error:
            self._missing = self._missing or f"part {name}: {error}"
            raise

    def take_missing(self) -> str | None:
        """The first that was not there since the last call."""
        missing, self._missing = self._missing, None
        return missing
