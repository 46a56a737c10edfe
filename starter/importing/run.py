"""Imports a file: batch by batch into the inbox, so that the same file again goes on where it was left."""

import asyncio
import csv
import os
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Engine

from audit.accepting import Arrival, Arrivals, Judged
from audit.address import AddressKey
from audit.inbox import Why
from audit.suppressing import SuppressedAddress, suppress_addresses
from engine.contracts.inputs import Track
from engine.model import Frozen
from starter.client import of_interest
from starter.errors import InputRefused
from starter.importing.kinds import Kind, Reader, Taken
from starter.importing.lines import Line, Lines
from starter.ports import InForce

BATCH = 1_000
"""lines in one transaction"""

Progress = Callable[[int, int], None]
"""Told after each batch: how many bytes of how many are read."""


class Mark(Frozen):
    """How far an import has come; kept beside the file until it is done."""

    kind: Kind
    file: str
    """SHA-256"""
    line: int = 0
    taken: int = 0
    refused: int = 0


class Importing:
    """One file. `database` is None for a dry run: everything is read and judged, and nothing is kept."""

    def __init__(
        self, lines: Lines, reader: Reader, known: InForce, database: Engine | None, key: AddressKey | None
    ) -> None:
        self._lines = lines
        self._reader = reader
        self._known = known
        self._database = database
        self._arrivals = Arrivals(database) if database is not None else None
        self._key = key
        self._mark_file = lines.path.with_name(f"{lines.path.name}.import")
        self.refused_file = lines.path.with_name(f"{lines.path.name}.refused.csv")

    async def run(self, progress: Progress) -> Mark:
        """To the end of the file. Raises InputRefused, and what the database raises."""
        mark = self._open()
        self._begin_refused(anew=mark.line == 0)
        reading = self._lines.read(mark.line)
        while batch := await asyncio.to_thread(lambda: list(islice(reading, BATCH))):
            good, bad = self._judged(batch)
            await self._keep(good)
            self._refuse(bad)
            mark = mark.model_copy(
                update={
                    "line": batch[-1].number,
                    "taken": mark.taken + len(good),
                    "refused": mark.refused + len(bad),
                }
            )
            self._write(mark)
            progress(batch[-1].reached, self._lines.size)
        self._mark_file.unlink(missing_ok=True)
        if not mark.refused:
            self.refused_file.unlink(missing_ok=True)
        return mark

    def _judged(self, batch: Sequence[Line]) -> tuple[list[Taken | SuppressedAddress], list[tuple[int, str, str]]]:
        good: list[Taken | SuppressedAddress] = []
        bad: list[tuple[int, str, str]] = []
        for line in batch:
            if line.record is None:
                bad.append((line.number, line.place, line.fix))
                continue
            try:
                good.append(self._reader.read(line.record))
            except InputRefused as error:
                place, colon, fix = str(error).partition(": ")
                bad.append((line.number, place if colon else "", fix if colon else str(error)))
        return good, bad

    async def _keep(self, good: Sequence[Taken | SuppressedAddress]) -> None:
        if self._database is None or self._arrivals is None:
            return
        addresses = [one for one in good if isinstance(one, SuppressedAddress)]
        if addresses and self._key is not None:
            await asyncio.to_thread(suppress_addresses, self._database, addresses, self._key)
        judged = Judged(self._known.number, self._known.interest)
        await self._arrivals.store([self._arrival(one) for one in good if isinstance(one, Taken)], judged)

    def _arrival(self, one: Taken) -> Arrival:
        wanted = not isinstance(one.input, Track) or of_interest(one.input, self._known)
        why: Why = "accepted" if wanted else "not_of_interest"
        return Arrival(one.customer_id, one.input, why)

    def _open(self) -> Mark:
        new = Mark(kind=self._reader.kind, file=self._lines.digest)
        if self._database is None or not self._mark_file.exists():
            return new
        try:
            kept = Mark.model_validate_json(self._mark_file.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise InputRefused(f"{str(self._mark_file)!r} is no file that an import wrote: move it away") from error
        # the file was changed since: it begins anew, and what was taken in before is known by its id
        return kept if (kept.kind, kept.file) == (new.kind, new.file) else new

    def _write(self, mark: Mark) -> None:
        """On the disk when this returns, whole or not at all."""
        if self._database is None:
            return
        new = self._mark_file.with_name(f"{self._mark_file.name}.new")
        try:
            with new.open("w", encoding="utf-8") as opened:
                opened.write(mark.model_dump_json() + "\n")
                opened.flush()
                os.fsync(opened.fileno())
            new.replace(self._mark_file)
        except OSError as error:
            raise InputRefused(f"{str(self._mark_file)!r} cannot be written: {error.strerror}") from error

    def _begin_refused(self, *, anew: bool) -> None:
        if anew:
            self._refuse([("line", "place", "fix")], mode="w")

    def _refuse(self, rows: Sequence[tuple[int | str, str, str]], mode: str = "a") -> None:
        if not rows:
            return
        try:
            with Path(self.refused_file).open(mode, encoding="utf-8", newline="") as opened:
                csv.writer(opened).writerows(rows)
        except OSError as error:
            raise InputRefused(f"{str(self.refused_file)!r} cannot be written: {error.strerror}") from error
