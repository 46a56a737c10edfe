"""The command `twostep demo`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from runtime.zones import use_packaged_zones

SAMPLE = Path(__file__).parents[2] / "examples/record-shop/data/cdnow_sample.csv"


def demo(
    customers: Annotated[
        int, typer.Option(min=1, help="How many of the data's customers (the sample has 2357).")
    ] = 200,
    data: Annotated[
        Path, typer.Option(help="Purchases as CSV: customer_id,date,quantity,amount_usd.", show_default="the sample")
    ] = SAMPLE,
    out: Annotated[Path, typer.Option(help="Folder for the ledger, its tables as CSV and the picture.")] = Path(
        "demo-out"
    ),
) -> None:
    """Run real purchases through the real workflow, worker, HTTP and ledger, under skipped time."""
    # Its help should not wait for plots and test servers.
    from starter.demo.run import DemoOptions, run_demo

    use_packaged_zones()
    if asyncio.run(run_demo(DemoOptions(customers=customers, data=data, out=out), Console())):
        raise typer.Exit(1)
