"""Reads whom a broadcast is for: a file with one id a line, or a CSV file with a column `customer_id`."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from starter.errors import InputRefused

COLUMN = "customer_id"


@dataclass(frozen=True)
class Member:
    """`place` counts the members from 0; `line` is that of the file, from 1."""

    place: int
    line: int
    customer_id: str


@dataclass(frozen=True)
class Missed:
    """Somebody of the file to whom nothing was proposed."""

    line: int
    why: str


class Audience:
    """The file as it is now; it is read anew every time, since it may be larger than memory."""

    def __init__(self, file: Path, usable: Callable[[str], str]) -> None:
        """`usable` makes the id that the ledger knows of what is written. Raises InputRefused."""
        self._file = file
        self._usable = usable
        try:
            with file.open("rb") as opened:
                self.digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            raise InputRefused(f"audience {str(file)!r} cannot be read: {error.strerror}") from error
        self._column = self._find_column()

    def __len__(self) -> int:
        """How many lines name somebody, whether the id is of use or not."""
        return sum(1 for _ in self._written())

    def members(self, start: int = 0) -> Iterator[Member | Missed]:
        """From a place on, in the order of the file."""
        for place, (line, written) in islice(enumerate(self._written()), start, None):
            try:
                yield Member(place, line, self._usable(written))
            except InputRefused as error:
                yield Missed(line, str(error))

    def _find_column(self) -> int | None:
        """None: one id a line."""
        with self._opened() as lines:
            header = next(csv.reader(lines), [])
        names = [name.strip() for name in header]
        if COLUMN in names:
            return names.index(COLUMN)
        if len(names) > 1:
            raise InputRefused(
                f"audience {str(self._file)!r} has several columns and none is called {COLUMN!r}: "
                f"its first line is {','.join(names)[:80]!r}"
            )
        return None

    def _written(self) -> Iterator[tuple[int, str]]:
        with self._opened() as lines:
            reader = csv.reader(lines)
            if self._column is not None:
                next(reader)
            try:
                for row in reader:
                    written = row[self._column or 0].strip() if len(row) > (self._column or 0) else ""
                    if written:
                        yield reader.line_num, written
            except csv.Error as error:
                raise InputRefused(
                    f"audience {str(self._file)!r}, line {reader.line_num}: {error}; write one id a line, or a CSV file"
                ) from error

    def _opened(self) -> TextIO:
        """With or without a mark before the text; a wrong byte is shown as one, and the id is refused."""
        return self._file.open(encoding="utf-8-sig", errors="replace", newline="")
