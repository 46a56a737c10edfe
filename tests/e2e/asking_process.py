"""A department's process in a test: asks so often for one customer, and writes every answer as a line of JSON."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask, Elsewhere
from engine.language.terms import Channel, Purpose
from runtime.settings import load_settings
from starter.client import JourneyClient
from starter.opening import opened_client

TTL = 3.0
AT_ONCE = 8
"""More than the client lets through for one customer."""

_WHAT = Elsewhere(message="flyer", department="store", purpose=Purpose.PROMOTIONAL)


def question(id: str, ttl: float = TTL) -> Ask:
    return Ask(id=id, at=datetime.now(UTC), what=_WHAT, channels=(Channel.EMAIL,), ttl=ttl)


async def main(customer: str, name: str, count: int) -> list[AskAnswer]:
    waiting = iter(range(count))
    answers: list[AskAnswer] = []

    async def ask(client: JourneyClient) -> None:
        for n in waiting:
            answers.append(await client.ask(customer, question(f"{name}-{n}"), timedelta(minutes=2)))

    async with opened_client(load_settings("client")) as client:
        await asyncio.gather(*(ask(client) for _ in range(AT_ONCE)))
    return answers


if __name__ == "__main__":
    found = asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    Path(sys.argv[4]).write_text("\n".join(one.model_dump_json() for one in found), encoding="utf-8")
