"""Checks the first line of a CSV file to import: without what is needed in it no other line could be taken in."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from starter.errors import InputRefused
from starter.importing.kinds import Kind
from trials.imported.records import REQUIRED

NEEDED: Mapping[Kind, Sequence[str]] = {
    "customers": ("customer_id",),
    "consents": ("customer_id", "status", "at", "source"),
    "suppressions": ("address",),
    "events": ("customer_id", "type", "at"),
    "messages": REQUIRED,
}
_OTHER_SEPARATORS = (";", "\t", "|")


def check_columns(file: Path, kind: Kind, columns: Sequence[str]) -> None:
    """Raises InputRefused."""
    missing = [name for name in NEEDED[kind] if name not in columns]
    if not missing:
        return
    place = f"{str(file)!r}, line 1"
    if not columns:
        raise InputRefused(
            f"{place}: is empty: write the names of the columns there, {', '.join(NEEDED[kind])} at least"
        )
    if len(columns) == 1 and (marks := [mark for mark in _OTHER_SEPARATORS if mark in columns[0]]):
        raise InputRefused(f"{place}: its columns are kept apart by {marks[0]!r}: save it with commas")
    raise InputRefused(
        f"{place}: no column {', '.join(missing)}: add it, or name one so; there is {', '.join(columns)}"
    )
