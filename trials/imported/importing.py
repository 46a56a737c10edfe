"""Imports what other systems sent: batch by batch, so that the same file again goes on where it was left."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from audit.importing import MOST, keep_imported
from catalogue.faults import Fault
from engine.model import Frozen
from trials.imported.files import Line, read_lines
from trials.simulating.index import fault

Progress = Callable[[int, int], None]
"""Told after each batch: how many bytes of how many are read."""


class ImportReport(Frozen):
    """What came of an import; `refused` lines changed nothing."""

    lines: int = 0
    new: int = 0
    known: int = 0
    """they were there already"""
    refused: int = 0


def import_file(
    database: Engine, path: Path, refuse: Callable[[Fault], None], progress: Progress | None = None
) -> ImportReport:
    """`refuse` is told everything that is wrong with a line. Raises EventsFault, OSError."""
    size = path.stat().st_size
    lines = read_lines(path)
    report = ImportReport()
    while batch := list(islice(lines, MOST)):
        report = _add(report, _take(database, path, batch, refuse))
        if progress is not None:
            progress(batch[-1].reached, size)
    return report


def _take(database: Engine, path: Path, batch: list[Line], refuse: Callable[[Fault], None]) -> ImportReport:
    good = [line for line in batch if line.message is not None]
    kept = keep_imported(database, [line.message for line in good if line.message is not None])
    for wrong in _faults(path, batch, {good[place].number for place in kept.erased}):
        refuse(wrong)
    refused = len(batch) - len(good) + len(kept.erased)
    return ImportReport(lines=len(batch), new=kept.new, known=kept.known, refused=refused)


def _faults(path: Path, batch: list[Line], erased: set[int]) -> Iterator[Fault]:
    for line in batch:
        yield from line.faults
        if line.number in erased:
            yield fault(path, line.number, "customer_id", "was erased", "leave her out: nothing of hers is taken in")


def _add(one: ImportReport, other: ImportReport) -> ImportReport:
    return ImportReport.model_validate(
        {name: getattr(one, name) + getattr(other, name) for name in other.model_fields_set}
    )
