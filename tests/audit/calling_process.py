"""One of several processes that call on one channel with few places: python -m … <url> <name> <calls> <places>."""

import asyncio
import sys

from audit.database import open_database
from audit.ledger import SqlLedger
from engine.contracts.ports import Claimed
from tests.audit.limited import call, claim
from tests.audit.samples import ADDRESS_KEY, Clock


async def main(url: str, name: str, calls: int, places: int) -> None:
    """Prints a line for each place that it got."""
    database = open_database(url)
    ledger = SqlLedger(database, address_key=ADDRESS_KEY, customers_now=Clock())
    try:
        commands = [call(f"{name}-{n}", places=places) for n in range(calls)]
        for answer in await asyncio.gather(*(claim(ledger, command) for command in commands)):
            if answer == Claimed():
                print("got one")  # noqa: T201
    finally:
        await ledger.close()
        database.dispose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
