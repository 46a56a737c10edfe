"""Read-only stores of what is published: in memory, as a folder of files, and a cache before either."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from engine.contracts.ports import PartMissing, Publication, Shelf
from engine.identity import part_hash
from engine.language.catalogue import Catalogue

_NEVER_ASKED = datetime.min.replace(tzinfo=UTC)


class MemoryShelf:
    """A shelf and its publications in memory, for simulations and tests."""

    def __init__(self) -> None:
        self._publications: list[Publication] = []
        self._parts: dict[str, str] = {}

    def catalogue(self, number: int) -> str:
        if not 1 <= number <= len(self._publications):
            raise PartMissing(f"no catalogue {number}: the newest is {len(self._publications)}")
        return self._publications[number - 1].catalogue

    def part(self, name: str) -> str:
        if name not in self._parts:
            raise PartMissing(f"no part {name}")
        return self._parts[name]

    def in_force(self) -> int:
        return len(self._publications)

    def publish(
        self,
        catalogue: str,
        parts: Mapping[str, str],
        by: str = "nobody",
        commit: str | None = None,
        at: datetime = _NEVER_ASKED,
    ) -> int:
        """By whom and when matters only where publications are listed."""
        self._parts |= parts
        if not self._publications or self._publications[-1].catalogue != catalogue:
            number = len(self._publications) + 1
            self._publications.append(Publication(number=number, at=at, by=by, commit=commit, catalogue=catalogue))
        return len(self._publications)

    def numbers(self) -> Sequence[Publication]:
        return tuple(self._publications)


class FolderShelf:
    """A shelf as files, `catalogue/<number>.json` and `parts/<hash>.json`: committed beside histories."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def catalogue(self, number: int) -> str:
        return _read(self._folder / "catalogue" / f"{number}.json")

    def part(self, name: str) -> str:
        text = _read(self._folder / "parts" / f"{name}.json")
        if part_hash(text) != name:
            raise PartMissing(f"part {name} is damaged: its content has another hash; restore the file")
        return text

    def write(self, number: int, catalogue: str, parts: Mapping[str, str]) -> None:
        """Add a catalogue; parts that are there already stay as they are. Raises ValueError, OSError."""
        for name, text in parts.items():
            if part_hash(text) != name:
                raise ValueError(f"part {name} does not have the hash it is named by")
            _write(self._folder / "parts" / f"{name}.json", text)
        _write(self._folder / "catalogue" / f"{number}.json", catalogue)


class CachedShelf:
    """Keeps everything that was read once; nothing that a shelf holds ever changes. Safe among threads."""

    def __init__(self, inner: Shelf) -> None:
        self._inner = inner
        self._lock = Lock()
        self._catalogues: dict[int, str] = {}
        self._parts: dict[str, str] = {}

    def catalogue(self, number: int) -> str:
        with self._lock:
            known = self._catalogues.get(number)
        if known is None:
            known = self._inner.catalogue(number)
            with self._lock:
                self._catalogues[number] = known
        return known

    def part(self, name: str) -> str:
        with self._lock:
            known = self._parts.get(name)
        if known is None:
            known = self._inner.part(name)
            with self._lock:
                self._parts[name] = known
        return known

    def preload(self, number: int) -> None:
        """Read a whole catalogue, so that no decision under it has to wait. Raises PartMissing."""
        catalogue = Catalogue.model_validate_json(self.catalogue(number))
        for name in catalogue.parts():
            self.part(name)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PartMissing(f"cannot read {path.name}: {error.strerror}") from error


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a reader never sees half a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)
