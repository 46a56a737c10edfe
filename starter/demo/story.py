"""Tells one customer's life in the demo as sentences."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import assert_never

from starter.demo.rows import Bought, Delivery, Left, Stopped, StoryRow


def pick_customer(sent: Iterable[Delivery]) -> str | None:
    """Whose story shows most: the most different messages, then the fewest in all, then the first id."""
    by_customer: dict[str, list[str]] = {}
    for row in sent:
        by_customer.setdefault(row.customer_id, []).append(row.message)
    if not by_customer:
        return None
    return min(by_customer, key=lambda one: (-len(set(by_customer[one])), len(by_customer[one]), one))


def tell(customer_id: str, rows: Iterable[StoryRow]) -> tuple[str, ...]:
    """One paragraph per day on which something happened to the customer, in order."""
    hers = [row for row in rows if row.customer_id == customer_id]
    hers.sort(key=lambda row: (_when(row), _rank(row)))
    paragraphs: list[str] = []
    earlier: datetime | None = None
    for _, group in groupby(hers, key=lambda row: _when(row).date()):
        of_day = list(group)
        sentences = list(_sentences(of_day))
        if sentences:
            today = _when(of_day[0])
            paragraphs.append(f"{_opening(customer_id, today, earlier)} {' '.join(sentences)}")
            earlier = today
    return tuple(paragraphs)


def _when(row: StoryRow) -> datetime:
    return row.due if isinstance(row, Delivery) else row.at


def _rank(row: StoryRow) -> int:
    """What comes first at one instant: the purchase causes all the rest."""
    match row:
        case Bought():
            return 0
        case Left():
            return 1
        case Delivery() | Stopped():
            return 2
        case _:
            assert_never(row)


def _opening(customer_id: str, today: datetime, earlier: datetime | None) -> str:
    day = f"{today:%A} {today.day} {today:%B %Y}"
    if earlier is None:
        return f"{day}. The story of customer {customer_id} begins."
    days = (today.date() - earlier.date()).days
    return f"{day}, {'a day' if days == 1 else f'{days} days'} later."


def _sentences(of_day: Sequence[StoryRow]) -> Iterator[str]:
    bought = [row for row in of_day if isinstance(row, Bought)]
    if bought:
        yield _purchase(bought)
    for row in of_day:
        match row:
            case Bought():
                continue
            case Delivery():
                yield _mail(row)
            case Stopped():
                verb = "waits" if row.verdict == "hold" else "is not sent"
                yield f"The message {row.message!r} of {row.source} {verb}, because: {row.reason}."
            case Left():
                yield from _leaving(row)
            case _:
                assert_never(row)


def _purchase(bought: Sequence[Bought]) -> str:
    records = sum(row.quantity for row in bought)
    what = "a record" if records == 1 else f"{records} records"
    times = "" if len(bought) == 1 else f" in {len(bought)} purchases"
    return f"The customer buys {what} for ${sum(row.amount for row in bought):,.2f}{times}."


def _mail(row: Delivery) -> str:
    match row.outcome:
        case "accepted":
            end = ""
        case "refused":
            end = ", but the provider refuses it"
        case "unknown":
            end = ", and whether it left is unknown"
        case _:
            assert_never(row.outcome)
    return f"The shop writes “{row.title}” ({row.source}){end}."


def _leaving(row: Left) -> Iterator[str]:
    """Only the endings that change what she gets are worth a sentence."""
    match row.outcome:
        case "came-back":
            yield f"That ends {row.journey}: the customer came back, and nothing more of it is sent."
        case "superseded":
            yield f"So the wait of {row.journey} starts anew."
        case "lapsed":
            yield f"That was the last try of {row.journey}."
        case _:
            return
