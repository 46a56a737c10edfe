"""Reads a file of purchases as the demo takes them: one row, one purchase, at noon of its day."""

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from engine.identity import check_customer_id
from engine.model import Frozen, Instant
from runtime.exit import StartError

COLUMNS = ("customer_id", "date", "quantity", "amount_usd")

TAIL = timedelta(days=120, hours=12)
"""How long the demo goes on after the last purchase: 90 days of silence and 30 more complete every win-back,
and half a day brings the end to midnight, when nothing is due."""

_SHOWN = 10
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Purchase(Frozen):
    """One row of the file."""

    row: int
    """1 for the first row below the header; the trigger's id"""
    customer_id: str
    at: Instant
    """noon of its day; each further row of the customer on that day, as the file has them, is a second later"""
    quantity: int
    amount: float
    """US dollars"""


class BadPurchases(StartError):
    """The file is not of the form that the demo reads; says file, line and fix of each fault."""

    def __init__(self, file: Path, faults: Sequence[str]) -> None:
        shown = [f"{file}{fault}" for fault in faults[:_SHOWN]]
        if len(faults) > _SHOWN:
            shown.append(f"and {len(faults) - _SHOWN} more faults")
        super().__init__("\n".join(shown))


def read_purchases(file: Path) -> tuple[Purchase, ...]:
    """All rows, in order of their instant. Raises BadPurchases."""
    rows: list[Purchase] = []
    faults: list[str] = []
    of_day: Counter[tuple[str, date]] = Counter()
    for row, (line, cells) in enumerate(_lines(file), start=1):
        try:
            customer_id, day, quantity, amount = _values(cells)
        except ValueError as fault:
            faults.append(f":{line}: {fault}")
            continue
        of_day[customer_id, day] += 1
        nth = of_day[customer_id, day]
        rows.append(
            Purchase(
                row=row,
                customer_id=customer_id,
                at=datetime.combine(day, time(12), tzinfo=UTC) + timedelta(seconds=nth - 1),
                quantity=quantity,
                amount=amount,
            )
        )
    if faults:
        raise BadPurchases(file, faults)
    if not rows:
        raise BadPurchases(file, [":2: there is no purchase below the header; add at least one row"])
    return tuple(sorted(rows, key=lambda purchase: (purchase.at, purchase.row)))


def spread_customers(purchases: Iterable[Purchase], count: int) -> frozenset[str]:
    """So many customers (all, if fewer), evenly spread over the ids: a small run looks like the whole."""
    ids = sorted({purchase.customer_id for purchase in purchases})
    wanted = min(count, len(ids))
    return frozenset(ids[place * len(ids) // wanted] for place in range(wanted))


def end_of(purchases: Sequence[Purchase]) -> datetime:
    """The instant at which the demo ends; nothing due later is sent."""
    return max(purchase.at for purchase in purchases) + TAIL


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header with the line on which each ends."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            if tuple(header) != COLUMNS:
                what = f":1: the header is {','.join(header)!r}; write {','.join(COLUMNS)!r}"
                raise BadPurchases(file, [what])
            yield from ((reader.line_num, cells) for cells in reader)
    except OSError as fault:
        what = f": cannot be read ({fault.strerror}); give DATA the path of a CSV file"
        raise BadPurchases(file, [what]) from fault
    except (UnicodeDecodeError, csv.Error) as fault:
        raise BadPurchases(file, [f": is not a CSV file in UTF-8 ({fault}); save it as one"]) from fault


def _values(cells: Sequence[str]) -> tuple[str, date, int, float]:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} values; write one for each of {', '.join(COLUMNS)}")
    customer_id, day, quantity, amount = cells
    return check_customer_id(customer_id), _day(day), _quantity(quantity), _amount(amount)


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"date {text!r} is not a day; write year-month-day, such as 1997-01-31")


def _quantity(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1_000_000):
        raise ValueError(f"quantity {text!r} is not a count; write a whole number from 1, such as 2")
    return int(text)


def _amount(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = math.nan
    if not 0 <= amount < math.inf:
        raise ValueError(f"amount_usd {text!r} is not an amount; write dollars, such as 29.33 or 0")
    return amount
