"""`python -m benchmarks`: measures what is claimed, prints one table and keeps the figures."""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.status import Status

from benchmarks.deciding import deciding
from benchmarks.figures import Figure, keep, table
from benchmarks.ingest import ingest
from benchmarks.latency import latency
from benchmarks.ledger import ledger
from benchmarks.memory import memory
from benchmarks.policy import policy
from benchmarks.replay import replay
from benchmarks.sending import sending
from benchmarks.sizes import QUICK, WHOLE, Sizes
from benchmarks.throughput import throughput
from benchmarks.wake import wake
from benchmarks.yard import Yard, open_yard
from runtime.exit import run_to_exit
from runtime.zones import use_packaged_zones

RESULTS = Path(__file__).parent / "results"
WIDTH = 120
"""columns that the table needs, also where its output goes to a file"""

Said = Callable[[str], None]


async def measure(folder: Path, sizes: Sizes, chosen: Sequence[str], say: Said) -> list[Figure]:
    """The chosen benchmarks, or all; files are kept in `folder` while it runs."""
    figures: list[Figure] = []
    for name, run in _alone(folder, sizes).items():
        if not chosen or name in chosen:
            say(name)
            figures += await run()
    durable = [name for name in DURABLE if not chosen or name in chosen]
    if durable:
        async with open_yard(folder) as yard:
            for name in durable:
                say(name)
                figures += await DURABLE[name](yard, sizes)
    return figures


DURABLE: dict[str, Callable[[Yard, Sizes], Awaitable[list[Figure]]]] = {
    "throughput": lambda yard, sizes: throughput(yard, sizes.crowd, sizes.crowd_rounds),
    "latency": lambda yard, sizes: latency(yard, sizes.samples),
    "memory": lambda yard, sizes: memory(yard, sizes.cached, sizes.memory_rounds),
    "wake": lambda yard, sizes: wake(yard, sizes.wakes),
}
"""On the shared dev server."""

ALONE = ("deciding", "policy", "ledger", "replay", "ingest", "sending")


def _alone(folder: Path, sizes: Sizes) -> dict[str, Callable[[], Awaitable[list[Figure]]]]:
    async def engine() -> list[Figure]:
        return deciding(sizes.shop_customers, sizes.rounds)

    async def rules() -> list[Figure]:
        return policy(folder / "policy", 3 * sizes.rounds)

    return dict(
        zip(
            ALONE,
            (
                engine,
                rules,
                lambda: ledger(folder, sizes.messages, sizes.rounds),
                lambda: replay(folder, sizes.weeks, sizes.rounds),
                lambda: ingest(folder, sizes.requests, sizes.rounds),
                lambda: sending(sizes.sends, sizes.send_rounds),
            ),
            strict=True,
        )
    )


def main() -> int:
    options = _options()
    console = Console()
    console.width = max(console.width, WIDTH)
    use_packaged_zones()
    with tempfile.TemporaryDirectory(prefix="twostep-bench-") as folder, console.status("") as status:
        figures = asyncio.run(
            measure(
                Path(folder),
                QUICK if options.quick else WHOLE,
                options.benchmark,
                lambda name: _say(console, status, name),
            )
        )
    file = keep(figures, RESULTS, quick=options.quick)
    console.print(table(figures))
    console.print(f"kept in {file}")
    return 0


def _say(console: Console, status: Status, name: str) -> None:
    status.update(f"measuring {name}")
    if not console.is_terminal:
        console.print(f"measuring {name}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what is claimed.")
    names = (*ALONE, *DURABLE)
    parser.add_argument("benchmark", nargs="*", help=f"which; all without one: {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: shows that it runs, its figures say nothing")
    options = parser.parse_args()
    if unknown := set(options.benchmark) - set(names):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}: there are {', '.join(names)}")
    return options


if __name__ == "__main__":
    run_to_exit(main)
