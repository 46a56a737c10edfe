"""Holds what the demo wrote against the computation by hand: every message came before the decision point when it was
due, and what went out keeps the rules of the policy, counted here once more.

It reads the demo's tables as CSV and shares no code with the product:

    python -m tests.examples.check_demo demo-out [purchases.csv]
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tests.examples.record_shop_by_hand import AFTER_THE_LAST_ROW, Due, messages, purchases

SAMPLE = Path(__file__).parents[2] / "examples/record-shop/data/cdnow_sample.csv"
TAKEN = ("accepted",)
"""Outcomes of a delivery by which the message went out."""
OUTSIDE = frozenset({"new-releases"})
"""Messages that no journey sends."""
MONTH, FORTNIGHT, WEEK, REMEMBERED = (timedelta(days=days) for days in (30, 14, 7, 90))


class Had(NamedTuple):
    """A mail that a customer had, and when it was decided; not `ours`: a report of what was sent elsewhere."""

    at: datetime
    purpose: str
    message: str
    ours: bool


def lived(out: Path) -> tuple[set[str], Counter[Due]]:
    """The demo's customers, and every message of a journey that was put before the decision point."""
    customers = {row["customer_id"] for row in _rows(out / "ledger/customer.csv")}
    proposed = {
        row["message_id"]: Due(row["customer_id"], row["journey"], row["message"], datetime.fromisoformat(row["due"]))
        for row in _rows(out / "ledger/decision.csv")
        if row["message"] not in OUTSIDE
    }
    return customers, Counter(proposed.values())


def mailboxes(out: Path) -> dict[str, list[Had]]:
    """What each customer had, by time of decision."""
    found: dict[str, list[Had]] = defaultdict(list)
    for row in _rows(out / "ledger/delivery.csv"):
        if row["outcome"] in TAKEN:
            decided = datetime.fromisoformat(row["decided_at"])
            found[row["customer_id"]].append(Had(decided, row["purpose"], row["message"], True))
    for row in _rows(out / "ledger/report.csv"):
        sent = datetime.fromisoformat(row["sent_at"])
        found[row["customer_id"]].append(Had(sent, row["purpose"], row["message"], False))
    return {customer: sorted(hers) for customer, hers in found.items()}


def broken(out: Path) -> Iterator[str]:
    """Every mail of ours that a rule of examples/record-shop/policy.yaml should have stopped, by prose and loops."""
    for customer, hers in sorted(mailboxes(out).items()):
        for place, one in enumerate(hers):
            if one.ours:
                yield from (f"{customer} {one.message}, {one.at}: {fault}" for fault in _faults(hers[:place], one))


def _faults(before: list[Had], one: Had) -> Iterator[str]:
    promotion = one.purpose == "promotional"
    promotions = [other for other in before if other.purpose == "promotional"]
    if sum(other.at > one.at - MONTH for other in before) >= 2:
        yield "a third within 30 days"
    if promotion and any(other.at > one.at - FORTNIGHT for other in promotions):
        yield "a second promotion within 14 days"
    if promotion and one.message in OUTSIDE and any(o.message == "thank-you" and o.at > one.at - WEEK for o in before):
        yield "a broadcast in the week after the first thanks"
    lately = [other for other in before if other.at > one.at - REMEMBERED][-2:]
    if promotion and len(lately) == 2 and all(other.purpose == "promotional" for other in lately):
        yield "a third promotion in a row"


def asked_for(data: Path, customers: set[str]) -> Counter[Due]:
    """What the rules ask for: of these customers, up to the end of a demo with them alone."""
    end = max(instants[-1] for customer, instants in purchases(data).items() if customer in customers)
    return Counter(one for one in messages(data, end + AFTER_THE_LAST_ROW) if one.customer in customers)


def compare(out: Path, data: Path) -> tuple[int, int, list[str]]:
    """Customers, messages asked for, and a line per message that is not in both, or that went out against a rule."""
    customers, sent = lived(out)
    wanted = asked_for(data, customers)
    wrong = [f"missing {_told(one)}" for one in sorted((wanted - sent).elements())]
    wrong += [f"unasked {_told(one)}" for one in sorted((sent - wanted).elements())]
    wrong += broken(out)
    return len(customers), wanted.total(), wrong


def _told(one: Due) -> str:
    return f"{one.customer} {one.message} ({one.journey}), due {one.due.isoformat()}"


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python -m tests.examples.check_demo FOLDER [PURCHASES.csv]")
    data = Path(sys.argv[2]) if len(sys.argv) == 3 else SAMPLE
    customers, wanted, wrong = compare(Path(sys.argv[1]), data)
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    verdict = f"{len(wrong)} faults" if wrong else "each was decided when it was due, and the rules were kept"
    sys.stdout.write(f"{customers:,} customers, {wanted:,} messages by hand: {verdict}\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
