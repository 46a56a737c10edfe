"""Reads files of messages that other systems sent, line by line: a line that is no message stops no other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.importing import ImportedMessage
from catalogue.faults import Fault
from trials.imported.records import COLUMNS, REQUIRED, read_record
from trials.simulating.csv_rows import split
from trials.simulating.index import EventsFault, fault
from trials.simulating.lines import first_line, json_line
from trials.simulating.records import BadRecord

_BOM = b"\xef\xbb\xbf"
Parse = Callable[[str], object]


@dataclass(frozen=True)
class Line:
    """One line; `reached` bytes of the file are read with it."""

    number: int
    reached: int
    message: ImportedMessage | None
    faults: tuple[Fault, ...] = ()


def read_lines(path: Path) -> Iterator[Line]:
    """By the name's ending: .csv, .ndjson or .jsonl. Raises EventsFault where no line can be read, OSError."""
    match path.suffix.lower():
        case ".csv":
            parse, skip = _csv(path), 1
        case ".ndjson" | ".jsonl":
            parse, skip = json_line, 0
        case ending:
            fix = "name it .csv or .ndjson by what is in it"
            raise EventsFault([fault(path, 1, "", f"cannot tell the form of a file ending in {ending!r}", fix)])
    return _lines(path, parse, skip)


def _lines(path: Path, parse: Parse, skip: int) -> Iterator[Line]:
    reached = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            reached += len(raw)
            if number > skip and raw.strip():
                yield _read(path, number, reached, raw.removeprefix(_BOM).rstrip(b"\r\n"), parse)


def _read(path: Path, number: int, reached: int, raw: bytes, parse: Parse) -> Line:
    try:
        return Line(number, reached, read_record(parse(raw.decode())))
    except UnicodeDecodeError:
        bad = BadRecord([("", "is no UTF-8", "write UTF-8 text")])
    except BadRecord as error:
        bad = error
    return Line(number, reached, None, tuple(fault(path, number, *one) for one in bad.faults))


def _csv(path: Path) -> Parse:
    """The parser of a row under the file's first line."""
    try:
        names = [name.strip() for name in split(first_line(path))]
    except BadRecord as bad:
        raise EventsFault([fault(path, 1, *one) for one in bad.faults]) from None
    lacking = [name for name in REQUIRED if name not in names]
    strange = [name for name in names if name not in COLUMNS]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if lacking or strange or twice:
        faults = [fault(path, 1, name, "no such column", "name the columns in the first line") for name in lacking]
        faults += [fault(path, 1, name, "unknown column", f"there is: {', '.join(COLUMNS)}") for name in strange]
        faults += [fault(path, 1, name, "stands twice", "keep one") for name in twice]
        raise EventsFault(faults)

    def row(text: str) -> object:
        cells = split(text)
        if len(cells) != len(names):
            fix = "put a text with commas in quotes"
            raise BadRecord([("", f"{len(cells)} cells under {len(names)} columns", fix)])
        return {name: cell for name, cell in zip(names, cells, strict=True) if cell.strip()}

    return row
