"""`audit report`: who wrote to whom, what was kept back, and what rules would have stopped."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from engine.language.policy import Policy
from engine.language.terms import Reason
from starter.auditing.page import page
from starter.cli.app import bar, out, plain_table, write_file, write_json
from starter.cli.auditing_words import SinceOption, UntilOption, consents_of, moment, selector, zone_of
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.counting import counted
from starter.errors import InputRefused, NothingPublished
from starter.opening import opened_database
from trials.auditing.picture import picture as draw
from trials.auditing.report import MORE_THAN
from trials.auditing.report import report as of_ledger
from trials.auditing.result import AuditReport
from trials.auditing.tables import tables
from trials.imported.clashing import BROADCAST, ONBOARDING
from trials.imported.policies import policy_in_force, policy_of_file, policy_of_folder
from trials.imported.report import ImportedAudit
from trials.imported.result import ImportedReport
from trials.simulating.tables import Table

Report = AuditReport | ImportedReport


@dataclass(frozen=True)
class _Asked:
    """What was typed about imported messages."""

    policy: Path | None
    journeys: Path | None
    onboarding: str | None
    broadcast: str | None
    consents: Path | None


def report(
    since: SinceOption = None,
    until: UntilOption = None,
    zone: Annotated[
        str | None, typer.Option(help="Where days and weeks are counted.", show_default="the organisation's")
    ] = None,
    more_than: Annotated[int, typer.Option(min=1, help="Count who had more than so many in a week.")] = MORE_THAN,
    imported: Annotated[
        bool, typer.Option("--imported", help="Only what was imported, and what a policy would have stopped of it.")
    ] = False,
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The policy to try.", show_default="in force", exists=True, dir_okay=False),
    ] = None,
    journeys: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The journeys folder whose policy to try.", exists=True, file_okay=False),
    ] = None,
    onboarding: Annotated[
        str | None, typer.Option(help="What on-boarding is.", show_default="tags=welcome,onboarding,on-boarding")
    ] = None,
    broadcast: Annotated[
        str | None, typer.Option(help="What a broadcast is.", show_default="purposes=promotional")
    ] = None,
    consents: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Who agreed to what, as CSV.", show_default="everybody", exists=True, dir_okay=False
        ),
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="DIR", help="Write every table there.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page with a picture.")] = None,
    picture: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the picture, as SVG.")] = None,
    json: JsonOption = False,
) -> None:
    """Messages by department, purpose and week; overlaps; the mix; what was kept back. From the ledger alone."""
    asked = _Asked(policy, journeys, onboarding, broadcast, consents)
    _check(imported, asked)
    with opened_database(client_settings("ledger")) as database:
        where = zone_of(database, zone)
        start, end = moment(since, "--since", database, where), moment(until, "--until", database, where)
        if imported:
            with bar() as progress:
                task = progress.add_task("putting before the policy", total=None)
                found: Report = _imported_audit(database, asked, zone, more_than).run(
                    database, start, end, lambda done, total: progress.update(task, completed=done, total=total)
                )
        else:
            found = of_ledger(database, where, start, end, more_than)
    _write(found, csv, html, picture)
    if json:
        write_json(found)
    else:
        show(found)


def show(found: Report) -> None:
    """As tables, with what was assumed."""
    console = out()
    for line in headlines(found):
        console.print(line, markup=False)
    for table in tables(found):
        console.print(f"\n{table.title}", style="bold", markup=False)
        drawn = plain_table(*table.columns)
        for row in table.rows:
            drawn.add_row(*row)
        console.print(drawn)
    if assumed := _assumed(found):
        console.print("\nassumed:", *(f"  {line}" for line in assumed), sep="\n", markup=False)


def _assumed(found: Report) -> Sequence[str]:
    return found.rules.assumptions if isinstance(found, ImportedReport) else ()


def headlines(found: Report) -> Sequence[str]:
    traffic = found.traffic
    if traffic.since is None or traffic.last is None:
        return ("nothing was sent in this time",)
    lines = [
        f"{counted(traffic.sent, 'message')} to {counted(traffic.customers, 'customer')}, {traffic.since:%Y-%m-%d} to "
        f"{traffic.last:%Y-%m-%d}; days and weeks in {traffic.zone}",
        f"customers who had more than {traffic.more_than} in some week: {traffic.above:,}",
    ]
    if isinstance(found, ImportedReport):
        rules, clash = found.rules, found.clash
        lines.append(f"on-boarding messages with a broadcast on their day: {clash.disturbed:,} of {clash.onboarding:,}")
        lines.append(
            f"the policy {rules.policy} would have stopped {rules.would_stop:,} of {rules.sent:,}, "
            f"and spared {counted(rules.customers_spared, 'customer')}"
        )
        if unlisted := sum(one.messages for one in rules.stopped_by if one.reason == Reason.NO_CHANNEL):
            lines.append(f"of those {unlisted:,} only because they went by a channel that the policy does not list")
    return lines


def _check(imported: bool, asked: _Asked) -> None:
    if not imported and any(value is not None for value in vars(asked).values()):
        raise InputRefused("--policy, --journeys, --onboarding, --broadcast and --consents go with --imported")
    if asked.policy is not None and asked.journeys is not None:
        raise InputRefused("name either --policy or --journeys: one policy is tried at a time")


def _imported_audit(database: Engine, asked: _Asked, zone: str | None, more_than: int) -> ImportedAudit:
    policy = _policy(database, asked)
    return ImportedAudit(
        policy,
        zone_of(database, zone or policy.zone),
        more_than,
        ONBOARDING if asked.onboarding is None else selector(asked.onboarding, "--onboarding"),
        BROADCAST if asked.broadcast is None else selector(asked.broadcast, "--broadcast"),
        None if asked.consents is None else consents_of(asked.consents),
    )


def _policy(database: Engine, asked: _Asked) -> Policy:
    """Raises LintFailed, NothingPublished."""
    if asked.policy is not None:
        return policy_of_file(asked.policy)
    if asked.journeys is not None:
        return policy_of_folder(asked.journeys)
    found = policy_in_force(database)
    if found is None:
        raise NothingPublished
    return found


def _write(found: Report, folder: Path | None, html: Path | None, picture: Path | None) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for table in tables(found):
            _write_csv(table, folder)
    if html is not None:
        write_file(page(headlines(found), tables(found), draw(found), _assumed(found)), html)
    if picture is not None:
        write_file(draw(found), picture)


def _write_csv(table: Table, folder: Path) -> None:
    """Numbers without separators: they are read by programs."""
    name = table.title.partition(":")[0].partition(",")[0].replace(" ", "-")
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows([cell.replace(",", "") if _is_number(cell) else cell for cell in row] for row in table.rows)


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").isdigit()
