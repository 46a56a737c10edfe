"""`python -m standins.sendgrid`: the stand-in as a process of its own."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from standins.sendgrid.server import LOOPBACK, start_sendgrid

KEY_VARIABLE = "STANDIN_SENDGRID_API_KEY"


def main() -> int:
    arguments = _parser().parse_args()
    api_key = os.environ.get(KEY_VARIABLE)
    if not api_key:
        sys.stderr.write(f"{KEY_VARIABLE} is not set: give the key that the stand-in shall accept\n")
        return 2
    try:
        asyncio.run(_serve(arguments.host, arguments.port, api_key, arguments.store))
    except OSError as error:
        sys.stderr.write(f"cannot start on {arguments.host}:{arguments.port}: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m standins.sendgrid", description=__doc__)
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=8026)
    parser.add_argument("--store", type=Path, help="file that keeps the mails over a restart")
    return parser


async def _serve(host: str, port: int, api_key: str, store: Path | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    running = await start_sendgrid(host, port, api_key=api_key, store=store)
    kept = f"kept in {store}" if store else "kept until it stops"
    sys.stdout.write(f"stand-in for SendGrid at {running.base_url}: mails are {kept}, none is sent\n")
    sys.stdout.flush()
    try:
        await stop.wait()
    finally:
        await running.close()


if __name__ == "__main__":
    sys.exit(main())
