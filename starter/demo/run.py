"""Runs the demo from the file of purchases to the report, and holds its own numbers against each other."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from engine.model import Frozen
from starter.counting import counted
from starter.demo.agreement import differences
from starter.demo.beside import side_by_side, without_rules
from starter.demo.csv_files import write_ledger
from starter.demo.departments import messages_of_departments
from starter.demo.feed import LEAD, Feed, Happening
from starter.demo.histories import Histories, read_histories
from starter.demo.mailings import figures
from starter.demo.pictures import draw_messages
from starter.demo.purchases import Purchase, end_of, read_purchases, spread_customers
from starter.demo.reading import Lives, read_lives
from starter.demo.report import print_report, print_rules
from starter.demo.shift import CYCLE_YEARS, Shift
from starter.demo.stage import DOMAIN, SHOP, Stage, set_up
from starter.demo.story import pick_customer, tell

PICTURE = "messages.png"
TABLES = "ledger"
_DAY = "%-d %B %Y"


class DemoOptions(Frozen):
    """What to run on, and where to."""

    customers: int
    data: Path
    out: Path


async def run_demo(options: DemoOptions, console: Console) -> Sequence[str]:
    """Print everything to the console; returns what does not agree, one sentence each.

    Raises BadPurchases, TooSlow, SkippingServerMissing.
    """
    purchases = _chosen(read_purchases(options.data), options.customers)
    happenings = _with_departments(purchases)
    customers = sorted({one.customer_id for one in purchases})
    end = end_of(purchases)
    _announce(console, purchases, len(customers), end)
    async with set_up(options.out, len(customers), purchases[0].at - LEAD) as stage:
        _tell_of_shift(console, stage.shift, purchases[0].at)
        began = time.monotonic()
        await _live(console, stage, happenings, end)
        took = time.monotonic() - began
        histories = await read_histories(stage.time.client, customers)
        lives = read_lives(stage.database, stage.shift)
        wrong = differences(stage.database, stage.mailbox.after(0), purchases, lives.bought, histories)
        files = write_ledger(stage.database, stage.shift, options.out / TABLES)
    draw_messages(options.out / PICTURE, lives.deliveries, lives.bought, end)
    _report(console, lives)
    beside = without_rules(SHOP, happenings, end)
    console.print(side_by_side(figures(lives.mailings()), figures(beside)))
    _tell_of_work(console, histories, took)
    console.print(
        f"Written to {options.out}: {PICTURE}, {TABLES}/ ({len(files)} tables as CSV), ledger.db, mails.jsonl"
    )
    _judge(console, wrong, len(lives.deliveries), len(purchases))
    return wrong


def _chosen(purchases: Sequence[Purchase], customers: int) -> Sequence[Purchase]:
    chosen = spread_customers(purchases, customers)
    return [one for one in purchases if one.customer_id in chosen]


def _with_departments(purchases: Sequence[Purchase]) -> Sequence[Happening]:
    together: list[Happening] = [*purchases, *messages_of_departments(purchases)]
    return sorted(together, key=lambda one: one.at)  # what happens at the same instant stays in its order


async def _live(console: Console, stage: Stage, happenings: Sequence[Happening], end: datetime) -> None:
    first = happenings[0].at
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("purchases: {task.fields[sent]:,}, mails: {task.fields[mails]:,}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"{first:{_DAY}}", total=(end - first).total_seconds(), sent=0, mails=0)

        def come_to(at: datetime, sent: int) -> None:
            done, mails = (at - first).total_seconds(), len(stage.mailbox)
            progress.update(task, description=f"{at:{_DAY}}", completed=max(done, 0), sent=sent, mails=mails)

        feed = Feed(stage.client, stage.time, stage.shift, come_to)
        await stage.workers.during(feed.run(happenings, end))


def _announce(console: Console, purchases: Sequence[Purchase], customers: int, end: datetime) -> None:
    first, last = purchases[0].at, purchases[-1].at
    console.print(
        f"{counted(len(purchases), 'real purchase')} of {counted(customers, 'customer')}, "
        f"{first:{_DAY}} to {last:{_DAY}}, and on to {end:{_DAY}}, when the last message is due.\n"
        f"The data has no addresses and no consents: every customer is given one at {DOMAIN}, made from the id, and "
        "every consent. Mails go to a stand-in for SendGrid on this machine, and nowhere else.\n"
        "Two departments write as well: every second month the store broadcasts its news, and every third the concert "
        "office reports the letters that it sent by a system of its own.",
        highlight=False,
    )


def _tell_of_shift(console: Console, shift: Shift, first: datetime) -> None:
    if shift.cycles:
        console.print(
            f"The server's clock cannot be set back, so all of it is lived {shift.cycles * CYCLE_YEARS} years later: "
            f"{shift.ahead(first):{_DAY}} stands for {first:{_DAY}}, the same weekday of the same calendar. What is "
            "shown and written is counted back.",
            highlight=False,
        )


def _report(console: Console, lives: Lives) -> None:
    print_report(console, lives.deliveries, lives.not_sent)
    print_rules(console, (hers for _, hers in lives.decisions))
    customer = pick_customer(one for one in lives.deliveries if one.sent)
    if customer is not None:
        console.print("\n[bold]One customer's story[/bold]")
        for paragraph in tell(customer, lives.story()):
            console.print(paragraph, highlight=False)
        console.print()


def _tell_of_work(console: Console, histories: Histories, took: float) -> None:
    console.print(
        f"Lived in {took:.0f} s: {histories.runs:,} workflow runs with {histories.events:,} events, "
        f"{histories.tasks:,} workflow tasks, {histories.deliveries:,} deliveries.",
        highlight=False,
    )


def _judge(console: Console, wrong: Sequence[str], deliveries: int, purchases: int) -> None:
    if not wrong:
        console.print(
            f"[green]Agreed:[/green] {purchases:,} purchases and {deliveries:,} deliveries in the ledger, the data, "
            "the stand-in's mails and Temporal's histories, one to one; no task failed.",
            highlight=False,
        )
        return
    console.print(f"[red]{len(wrong)} differences:[/red]")
    for sentence in wrong[:20]:
        console.print(f"  {sentence}", highlight=False, markup=False)
