"""One worker of the demo in a process of its own: takes its order from standard input and works until that ends."""

import asyncio
import sys

from pydantic import JsonValue
from temporalio.client import Client

from engine.model import Frozen
from runtime.exit import run_to_exit
from runtime.garbage import collect_rarely
from runtime.settings import Settings
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from runtime.zones import use_packaged_zones
from starter.demo.skipped_time import POLLERS, quiet_runtime
from starter.opening import opened_codec
from worker import composed

READY = b"ready\n"
"""What it says on standard output once it polls."""


class Order(Frozen):
    """Where to work, and with which settings; one line of JSON."""

    address: str
    settings: dict[str, JsonValue]
    """every setting by name, so that the environment counts for nothing"""


async def _work(order: Order) -> None:
    settings = Settings.model_validate(order.settings)
    with opened_codec(settings) as codec:
        client = await Client.connect(order.address, plugins=[TwostepPlugin(codec)], runtime=quiet_runtime())
        async with composed(settings, client, Silent(), POLLERS) as worker, worker:
            collect_rarely()
            sys.stdout.buffer.write(READY)
            sys.stdout.buffer.flush()
            # also when the demo itself was killed
            await asyncio.to_thread(sys.stdin.buffer.read)


def main() -> None:
    use_packaged_zones()
    order = Order.model_validate_json(sys.stdin.buffer.readline())
    run_to_exit(lambda: asyncio.run(_work(order)))


if __name__ == "__main__":
    main()
