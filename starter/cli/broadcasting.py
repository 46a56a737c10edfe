"""`propose`: one message to everybody of a file, at a pace, and what became of it."""

import asyncio
import time
from pathlib import Path
from typing import Annotated, Final, Never

import typer
from pydantic import TypeAdapter, ValidationError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from audit.queries.broadcasts import BroadcastLine, broadcast_report
from engine.contracts.inputs import Propose
from engine.language.written import Name
from engine.model import Frozen
from engine.telling.reasons import because
from runtime.settings import Settings
from starter.broadcasting.audience import Audience
from starter.broadcasting.bookmark import Bookmark, Mark
from starter.broadcasting.broadcast import Broadcast, Tally
from starter.cli.app import bar, out, plain_table, said, write_json
from starter.cli.reporting import report as report_input
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption, attributes, input_id, instant, per_second, perform
from starter.counting import counted
from starter.errors import InputRefused
from starter.opening import known_id, opened_client, opened_database
from starter.ports import Taken

MISSED: Final = 3
"""exit code where somebody of the file was not proposed to"""
LISTED = 20
DECIDED_WITHIN = 10.0
"""seconds in which the last decisions are waited for before the report"""

_NAME: TypeAdapter[str] = TypeAdapter(Name)
_STANDS = {"send": "sent or on its way", "hold": "held", "drop": "dropped"}


class Told(Frozen):
    """What `--json` writes."""

    broadcast: str
    proposed: int
    known_already: int
    not_proposed: tuple[str, ...]
    decisions: tuple[BroadcastLine, ...]


def propose(
    facts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME=VALUE]...", help="What the message reads as `run.*`, the same for everybody."),
    ] = None,
    audience: Annotated[
        Path | None, typer.Option(help="One id a line, or a CSV file with a column customer_id.", dir_okay=False)
    ] = None,
    customer: Annotated[
        str | None, typer.Option(metavar="ID", help="This one alone, as an operator; instead of --audience.")
    ] = None,
    message: Annotated[str | None, typer.Option(help="The key of a published message.", show_default=False)] = None,
    rate: Annotated[str, typer.Option(help="Customers, such as 50/s or 3000/m.")] = "50/s",
    resume: Annotated[
        Path | None, typer.Option(help="Keeps how far it is; with the same file it goes on there.", dir_okay=False)
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Of the broadcast: nobody gets it twice under one.", show_default="made of both")
    ] = None,
    department: Annotated[str | None, typer.Option(help="Whose it is.", show_default="the message's")] = None,
    report: Annotated[bool, typer.Option("--report", help="Only tell what became of the broadcast NAME.")] = False,
    json: JsonOption = False,
) -> None:
    """Propose one message to everybody of a file, or to one; each decides for herself. Exit code 3: not to all."""
    settings = client_settings()
    if report:
        _tell(name or _missing("--name"), Tally(), _decisions(settings, name or "", 0), json)
        return
    if customer is not None:
        _to_one(customer, message or _missing("--message"), department, facts, json)
        return
    people = Audience(audience or _missing("--audience"), lambda written: known_id(settings, written))
    key = message or _missing("--message")
    mark = Mark(
        broadcast=_named(name or f"{key[:48]}-{people.digest[:12]}"),
        message=key,
        department=department,
        audience=people.digest,
        facts=attributes(facts),
    )
    tally = perform(_propose(settings, people, mark, Bookmark(resume), 1 / per_second(rate)))
    _tell(mark.broadcast, tally, _decisions(settings, mark.broadcast, tally.taken[Taken.SIGNALLED]), json)
    if tally.missed:
        raise typer.Exit(MISSED)


def _to_one(customer: str, message: str, department: str | None, facts: list[str] | None, json: bool) -> None:
    """As an operator; `explain` says what became of it."""
    entry = Propose.model_validate(
        {
            "id": input_id(None),
            "at": instant(None),
            "message": message,
            "department": department,
            "facts": attributes(facts),
        }
    )
    report_input(entry.id, lambda client: client.propose(customer, entry), json)


async def _propose(settings: Settings, people: Audience, mark: Mark, bookmark: Bookmark, pause: float) -> Tally:
    async with opened_client(settings) as client:
        await client.check_message(mark.message)
        broadcast = Broadcast(client, people, mark, bookmark, pause)
        with _bar() as progress:
            task = progress.add_task("proposing", total=len(people))
            return await broadcast.run(lambda more: progress.advance(task, more))


def _bar() -> Progress:
    shown = bar()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=shown.console, transient=True, disable=shown.disable)


def _decisions(settings: Settings, broadcast: str, at_least: int) -> tuple[BroadcastLine, ...]:
    """As the ledger has them, once it has those of this run, or the time for it is over."""
    until = time.monotonic() + DECIDED_WITHIN
    with opened_database(settings) as database:
        while True:
            found = tuple(broadcast_report(database, broadcast))
            if sum(one.messages for one in found) >= at_least or time.monotonic() > until:
                return found
            perform(asyncio.sleep(0.2))


def _tell(broadcast: str, tally: Tally, decisions: tuple[BroadcastLine, ...], json: bool) -> None:
    missed = tuple(f"line {one.line}: {one.why}" for one in sorted(tally.missed, key=lambda one: one.line))
    known = tally.taken[Taken.DUPLICATE]
    if json:
        told = Told(
            broadcast=broadcast,
            proposed=tally.proposed - known,
            known_already=known,
            not_proposed=missed,
            decisions=decisions,
        )
        write_json(told)
        return
    console = out()
    if tally.proposed or missed:
        console.print(f"{broadcast}: proposed to {counted(tally.proposed - known, 'customer')}", markup=False)
    if known:
        console.print(f"known already: {known:,}")
    for line in missed[:LISTED]:
        console.print(f"not proposed, {line}", markup=False)
    if len(missed) > LISTED:
        console.print(f"and {len(missed) - LISTED:,} more; `--json` lists all")
    console.print(_table(decisions) if decisions else f"nothing is decided yet of {broadcast!r}", markup=False)


def _table(decisions: tuple[BroadcastLine, ...]) -> object:
    table = plain_table("decision", "why", "channel", "messages")
    for one in decisions:
        why = because(one.reason or "").strip()
        table.add_row(_STANDS[one.verdict], why, one.channel or "", f"{one.messages:,}")
    return table


def _named(name: str) -> str:
    try:
        return _NAME.validate_python(name)
    except ValidationError as error:
        raise InputRefused(f"--name {name!r}: {said(error.errors()[0]['msg'])}") from None


def _missing(option: str) -> Never:
    raise InputRefused(f"{option} is missing: `twostep propose --help` shows what there is")
