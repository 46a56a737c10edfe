"""Computes by hand, from the purchases alone, which messages the record shop's rules ask for, and when.

It shares no code with the product and reads none of its files but the data: the rules stand here in prose,
and below as plain loops over one customer's purchases.

A row of the data is one purchase, at 12:00:00 UTC of its day; a customer's second row of a day counts as one
second later, the third as two, and so on in the order of the file.

- thank-you: at the first purchase.
- collector: at the tenth purchase.
- next-record: once there are purchases on three different days, as many whole days (of 24 hours) after a
  purchase as the median number of days between one purchase day and the next, rounded down, unless there is a
  further purchase before or at that instant. So it counts from the last purchase of the last day.
- win-back: 90 days (of 24 hours) after a purchase, unless there is a further one before or at that instant;
  then a second message 30 days after the first, unless there is a purchase before or at that instant. A later
  purchase and a later silence bring both again.

Nothing is due after the end. Run as a script it writes the messages as CSV:

    python tests/examples/record_shop_by_hand.py examples/record-shop/data/cdnow_sample.csv > messages.csv
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

AFTER_THE_LAST_ROW = timedelta(days=120, hours=12)
"""How long after the newest purchase the demo ends: 90 and 30 days later the last win-back is complete, and
half a day more makes it a midnight, at which nothing is ever due."""

REMEMBERED = 200
"""The median is taken over this many of a customer's newest purchases (nobody in the data has more)."""


class Due(NamedTuple):
    """One message of one customer, and the instant at which it is due."""

    customer: str
    journey: str
    message: str
    due: datetime


def purchases(file: Path) -> dict[str, list[datetime]]:
    """Each customer's purchase instants, oldest first."""
    rows_of_day: dict[tuple[str, date], int] = {}
    instants: dict[str, list[datetime]] = {}
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            customer, day = row["customer_id"], date.fromisoformat(row["date"])
            earlier = rows_of_day.get((customer, day), 0)
            rows_of_day[customer, day] = earlier + 1
            noon = datetime.combine(day, time(12), tzinfo=UTC)
            instants.setdefault(customer, []).append(noon + timedelta(seconds=earlier))
    return {customer: sorted(bought) for customer, bought in instants.items()}


def end_of(file: Path) -> datetime:
    """The instant at which the demo on this data ends."""
    return max(bought[-1] for bought in purchases(file).values()) + AFTER_THE_LAST_ROW


def messages(file: Path, end: datetime) -> list[Due]:
    """Every message of every customer due at or before `end`, by customer and then by due instant."""
    everyone = purchases(file).items()
    found = [one for customer, bought in everyone for one in _of_customer(customer, bought) if one.due <= end]
    return sorted(found, key=lambda one: (one.customer, one.due, one.message))


def _of_customer(customer: str, bought: Sequence[datetime]) -> Iterator[Due]:
    yield Due(customer, "thank-you", "thank-you", bought[0])
    if len(bought) >= 10:
        yield Due(customer, "collector", "collector", bought[9])
    for place, instant in enumerate(bought):
        following = bought[place + 1] if place + 1 < len(bought) else None
        for journey, message, due in _of_silence(bought[: place + 1], instant):
            if following is None or due < following:
                yield Due(customer, journey, message, due)


def _of_silence(so_far: Sequence[datetime], since: datetime) -> Iterator[tuple[str, str, datetime]]:
    gap = _median_gap(so_far)
    if gap is not None:
        yield "next-record", "next-record", since + timedelta(days=int(gap))
    yield "win-back", "win-back-insider", since + timedelta(days=90)
    yield "win-back", "win-back-question", since + timedelta(days=90) + timedelta(days=30)


def _median_gap(so_far: Sequence[datetime]) -> float | None:
    days = sorted({instant.date() for instant in so_far[-REMEMBERED:]})
    if len(days) < 3:
        return None
    return median((later - earlier).days for earlier, later in pairwise(days))


def main() -> None:
    file = Path(sys.argv[1])
    end = datetime.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else end_of(file)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(Due._fields)
    table.writerows((*due[:3], due.due.isoformat()) for due in messages(file, end))


if __name__ == "__main__":
    main()
