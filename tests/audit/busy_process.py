"""One of several processes that deliver on one ledger at the same time: python -m … <url> <name> <deliveries>."""

import asyncio
import sys
from datetime import UTC, datetime

from audit.database import open_database
from audit.ledger import SqlLedger
from engine.contracts.answers import Accepted
from engine.contracts.parcel import Rendered
from engine.contracts.ports import Claimed, Ledger
from tests.audit.samples import ADDRESS_KEY, absorbed, deliver, journal, place, record

AT_ONCE = 8


async def deliver_all(ledger: Ledger, name: str, count: int) -> None:
    """Claims, settlings and records of its own customers; and claims of a message that all processes want."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with turns:
            customer = f"{name}-{number}"
            news = journal(absorbed(0), directory=(place(),))
            command = deliver(f"m-{customer}", customer=customer, news=news)
            if await ledger.claim(command, Rendered(), lease=60) != Claimed():
                raise AssertionError(f"{customer}: its first claim was refused")
            await ledger.settle(command, Accepted())
            await ledger.record(record(journal(absorbed(1, "p-2")), customer=customer))
            wanted = deliver(f"shared-{number}", customer=f"shared-{number}")
            if await ledger.claim(wanted, Rendered(), lease=60) == Claimed():
                print(f"won {number}")  # noqa: T201
                await ledger.settle(wanted, Accepted())

    await asyncio.gather(*(one(number) for number in range(count)))


async def main(url: str, name: str, count: int) -> None:
    database = open_database(url)
    start = datetime(1998, 3, 2, tzinfo=UTC)
    ledger = SqlLedger(database, address_key=ADDRESS_KEY, customers_now=lambda: start)
    try:
        await deliver_all(ledger, name, count)
    finally:
        await ledger.close()
        database.dispose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
