"""Events files with one record a line, NDJSON or CSV: indexed first, then read one customer at a time."""

import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from engine.language.schema import Schema
from trials.simulating import csv_rows
from trials.simulating.index import MOST_FAULTS, EventsFault, Index, fault
from trials.simulating.records import Arrival, BadRecord, Complaints, read_record

_BOM = b"\xef\xbb\xbf"


class Lines(Index):
    """Customers in any order; kept are sixteen bytes a line: where it begins, and its number."""

    def __init__(
        self,
        path: Path,
        parse: Callable[[str], object],
        plan: Schema,
        complaints: Complaints | None,
        skip: int = 0,
    ) -> None:
        super().__init__(path, plan, complaints)
        self._parse = parse
        self._places: dict[str, tuple[array[int], array[int]]] = {}
        for number, place, text in self._lines(skip):
            arrival = self.checked(number, lambda: self._read(number, text))  # noqa: B023
            if arrival is not None:
                places, numbers = self._places.setdefault(arrival.customer_id, (array("Q"), array("Q")))
                places.append(place)
                numbers.append(number)
            if len(self.faults) >= MOST_FAULTS:
                break
        self.done()

    @property
    def customers(self) -> Sequence[str]:
        return tuple(self._places)

    def of(self, customer_id: str) -> list[Arrival]:
        places, numbers = self._places[customer_id]
        found: list[Arrival] = []
        with self.path.open("rb") as file:
            for place, number in zip(places, numbers, strict=True):
                file.seek(place)
                found.append(self._read(number, file.readline().decode()))
        return sorted(found, key=lambda one: one.at)

    def _lines(self, skip: int) -> Iterator[tuple[int, int, str]]:
        with self.path.open("rb") as file:
            place = 0
            for number, line in enumerate(file, 1):
                start = place + (len(_BOM) if number == 1 and line.startswith(_BOM) else 0)
                place += len(line)
                if number <= skip or not line.strip():
                    continue
                try:
                    text = line.removeprefix(_BOM).decode()
                except UnicodeDecodeError:
                    self.faults.append(fault(self.path, number, "", "is no UTF-8", "write UTF-8 text"))
                    continue
                yield number, start, text

    def _read(self, number: int, text: str) -> Arrival:
        return read_record(self._parse(text), f"line-{number}")


class CsvLine:
    """Parses a row under the file's first line."""

    def __init__(self, path: Path, plan: Schema) -> None:
        self._plan = plan
        try:
            self._names = csv_rows.header(first_line(path))
        except BadRecord as bad:
            raise EventsFault([fault(path, 1, *one) for one in bad.faults]) from None

    def __call__(self, text: str) -> object:
        return csv_rows.row(self._names, text, self._plan)


def first_line(path: Path) -> str:
    """Of a file of which a later line may be no text. Raises BadRecord."""
    with path.open("rb") as file:
        raw = file.readline()
    try:
        return raw.removeprefix(_BOM).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadRecord([("", "is no UTF-8", "write UTF-8 text")]) from None


def json_line(text: str) -> object:
    """A line of NDJSON. Raises BadRecord."""
    try:
        return json.loads(text)
    except RecursionError:
        raise BadRecord([("", "too many brackets within brackets", "write one JSON object on the line")]) from None
    except ValueError as error:
        raise BadRecord([("", f"no JSON: {error}", "write one JSON object on the line")]) from None
