"""Holds what the demo wrote against the computation by hand: the same messages, due at the same instants.

It reads the demo's tables as CSV and shares no code with the product:

    python -m tests.examples.check_demo demo-out [purchases.csv]
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tests.examples.record_shop_by_hand import AFTER_THE_LAST_ROW, Due, messages, purchases

SAMPLE = Path(__file__).parents[2] / "examples/record-shop/data/cdnow_sample.csv"
TAKEN = ("accepted",)
"""Outcomes of a delivery by which the message went out."""


def lived(out: Path) -> tuple[set[str], Counter[Due]]:
    """The demo's customers, and every message that its ledger says was delivered."""
    customers = {row["customer_id"] for row in _rows(out / "ledger/customer.csv")}
    sent = Counter(
        Due(row["customer_id"], row["journey"], row["message"], datetime.fromisoformat(row["due"]))
        for row in _rows(out / "ledger/delivery.csv")
        if row["outcome"] in TAKEN
    )
    return customers, sent


def asked_for(data: Path, customers: set[str]) -> Counter[Due]:
    """What the rules ask for: of these customers, up to the end of a demo with them alone."""
    end = max(instants[-1] for customer, instants in purchases(data).items() if customer in customers)
    return Counter(one for one in messages(data, end + AFTER_THE_LAST_ROW) if one.customer in customers)


def compare(out: Path, data: Path) -> tuple[int, int, list[str]]:
    """Customers, messages asked for, and one line per message that is not in both or not in both as often."""
    customers, sent = lived(out)
    wanted = asked_for(data, customers)
    wrong = [f"missing {_told(one)}" for one in sorted((wanted - sent).elements())]
    wrong += [f"unasked {_told(one)}" for one in sorted((sent - wanted).elements())]
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
    verdict = f"{len(wrong)} messages differ" if wrong else "the same messages, due at the same instants"
    sys.stdout.write(f"{customers:,} customers, {wanted:,} messages by hand: {verdict}\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
