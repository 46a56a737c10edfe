"""Reads a file to import: CSV under its first line, or NDJSON; a line that cannot be read stops no other."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine.model import Attributes
from starter.errors import InputRefused
from trials.simulating.csv_rows import split
from trials.simulating.lines import first_line, json_line
from trials.simulating.records import BadRecord

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Line:
    """`record` is what stands there, cells as texts; None where it cannot be read, `place` and `fix` say why."""

    number: int
    reached: int
    """bytes of the file that are read with it"""
    record: Attributes | None
    place: str = ""
    fix: str = ""


class Lines:
    """The file as it is now; it is read anew, since it may be larger than memory."""

    def __init__(self, path: Path) -> None:
        """Raises InputRefused."""
        self.path = path
        try:
            with path.open("rb") as opened:
                self.digest = hashlib.file_digest(opened, "sha256").hexdigest()
            stat = path.stat()
            self.size, self.written = stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)
        except OSError as error:
            raise InputRefused(f"{str(path)!r} cannot be read: {error.strerror}") from error
        self.columns: Sequence[str] | None = None
        match path.suffix.lower():
            case ".csv":
                self.columns = _header(path)
                self._parse: Callable[[str], object] = self._row
            case ".ndjson" | ".jsonl":
                self._parse = json_line
            case ending:
                raise InputRefused(f"{str(path)!r} ends in {ending!r}: name it .csv or .ndjson by what is in it")

    def read(self, after: int) -> Iterator[Line]:
        """Those behind a line number."""
        reached, first = 0, 0 if self.columns is None else 1
        with self.path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                reached += len(raw)
                if number > max(after, first) and raw.strip():
                    yield self._read(number, reached, raw.removeprefix(_BOM).rstrip(b"\r\n"))

    def _read(self, number: int, reached: int, raw: bytes) -> Line:
        try:
            record = self._parse(raw.decode())
        except UnicodeDecodeError:
            return Line(number, reached, None, "", "is no UTF-8: write UTF-8 text")
        except BadRecord as error:
            place, what, fix = error.faults[0]
            return Line(number, reached, None, place, f"{what}: {fix}")
        if not isinstance(record, dict):
            return Line(number, reached, None, "", "is no object: write one JSON object on the line")
        return Line(number, reached, record)

    def _row(self, text: str) -> object:
        cells, names = split(text), self.columns or ()
        if len(cells) != len(names):
            raise BadRecord(
                [("", f"{len(cells)} cells under {len(names)} columns", "put a text with commas in quotes")]
            )
        return {name: cell for name, cell in zip(names, cells, strict=True) if cell.strip()}


def _header(path: Path) -> Sequence[str]:
    try:
        names = [name.strip() for name in split(first_line(path))]
    except BadRecord as bad:
        raise InputRefused(f"{str(path)!r}, line 1: {bad.faults[0][1]}: {bad.faults[0][2]}") from None
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise InputRefused(f"{str(path)!r}, line 1: {', '.join(twice)} stands twice: keep one")
    return names
