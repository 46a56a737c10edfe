"""Opens an events file by its form."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from engine.language.schema import Schema
from trials.simulating.index import EventsFault, fault
from trials.simulating.lines import CsvLine, Lines, json_line
from trials.simulating.one_customer import OneCustomer
from trials.simulating.records import Arrival, Complaints


class Events(Protocol):
    """Customers and what arrives for each."""

    @property
    def customers(self) -> Sequence[str]: ...

    @property
    def since(self) -> datetime: ...

    @property
    def last(self) -> datetime: ...

    def of(self, customer_id: str) -> list[Arrival]:
        """In order of arrival; what arrives at the same instant, in the order of the file."""
        ...


def open_events(path: Path, plan: Schema, complaints: Complaints | None) -> Events:
    """By the name's ending: .ndjson, .jsonl, .csv, .yaml, .yml or .json. Raises EventsFault, OSError."""
    match path.suffix.lower():
        case ".ndjson" | ".jsonl":
            return Lines(path, json_line, plan, complaints)
        case ".csv":
            return Lines(path, CsvLine(path, plan), plan, complaints, skip=1)
        case ".yaml" | ".yml" | ".json":
            return OneCustomer(path, plan, complaints)
        case ending:
            fix = "name it .ndjson, .csv, .yaml or .json by what is in it"
            raise EventsFault([fault(path, 1, "", f"cannot tell the form of a file ending in {ending!r}", fix)])
