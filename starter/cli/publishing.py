"""`publish`, `catalogue list`, `catalogue rollback`: what is in force, and what would change."""

import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from audit.publications import SqlPublications
from catalogue.differences.lines import lines
from catalogue.publish import Published, prepare
from engine.model import Frozen
from starter.cli.app import one_message, out, plain_table, write_json
from starter.cli.journeys import FolderOrSetting, show_faults
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.counting import counted
from starter.errors import InputRefused
from starter.opening import opened_database
from starter.publishing.catalogues import catalogue_lines
from starter.publishing.prospects import Prospect, old_content, prospect, refuse_lacking
from starter.publishing.publish import commit_of, put_in_force
from starter.publishing.wrong_folder import wrong_folder

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Of `twostep catalogue list`.", show_default=False)]
COLOURS = {"+": "green", "-": "red", "~": "yellow", "!": "yellow", "@": "cyan"}

catalogue = typer.Typer(
    name="catalogue", help="What was published, and an older one again.", no_args_is_help=True, add_completion=False
)


class Shown(Frozen):
    """A difference as JSON: the number in force (0: none), and the lines that are told on a terminal."""

    in_force: int
    changes: tuple[str, ...]


def publish(
    folder: FolderOrSetting = None, yes: YesOption = False, dry_run: DryRunOption = False, json: JsonOption = False
) -> None:
    """Check a journeys folder, show what would change and put it in force, unless the same is in force already."""
    settings = client_settings("ledger")
    path = folder or settings.journeys_dir
    # Before anybody is asked: meanwhile the files may go on.
    commit, prepared = commit_of(path), prepare(path)
    with opened_database(settings) as database:
        found = prospect(database, prepared.built)
        if not json:
            show_faults(prepared.warnings)
        refuse_lacking(found, database, prepared.definitions)
        if _shown(found, dry_run=dry_run, ask=not yes, json=json):
            _refuse_wrong_folder(found, path, yes=yes)
            _say(put_in_force(database, found, commit=commit, warnings=prepared.warnings), json)


def rollback(number: Number, yes: YesOption = False, dry_run: DryRunOption = False, json: JsonOption = False) -> None:
    """Publish the content of an older catalogue again, under a new number, after showing what would change."""
    settings = client_settings("ledger")
    with opened_database(settings) as database:
        found = old_content(database, number, settings.lookups)
        if _shown(found, dry_run=dry_run, ask=not yes, json=json):
            old = SqlPublications(database).numbers()[number - 1]
            _say(put_in_force(database, found, commit=old.commit), json)


def listing(json: JsonOption = False) -> None:
    """Show every act of publishing: number, when, who, from which commit, what changed, who is inside."""
    with opened_database(client_settings("ledger")) as database:
        found = catalogue_lines(database)
    if json:
        write_json(list(found))
        return
    table = plain_table("number", "at (UTC)", "by", "commit", "customers inside", "what changed")
    for line in found:
        commit = line.commit or ""
        short = commit[:10] + ("-dirty" if commit.endswith("-dirty") else "")
        table.add_row(f"{line.number}", f"{line.at:%Y-%m-%d %H:%M:%S}", line.by, short, f"{line.inside}", line.changed)
    out().print(table if found else "nothing is published yet")


catalogue.command("list")(one_message(listing))
catalogue.command("rollback")(one_message(rollback))


def show_lines(told: Iterable[str]) -> None:
    """Each in the colour of its sign."""
    console = out()
    for line in told:
        console.print(line, style=COLOURS.get(line.lstrip()[:1]), markup=False)


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _shown(found: Prospect, *, dry_run: bool, ask: bool, json: bool) -> bool:
    """Whether to go on and publish."""
    wrong = wrong_folder(found.difference)
    headline = () if wrong is None else (f"! {wrong}",)
    told = (*headline, *lines(found.difference, found.inside), *found.lost, *found.starts)
    if json:
        if dry_run:
            write_json(Shown(in_force=found.number, changes=told))
        return not dry_run
    _show(found, told)
    if dry_run or found.same:
        if dry_run:
            out().print("nothing was published (--dry-run)")
        return not dry_run
    if ask and at_terminal():
        typer.confirm(f"publish this as catalogue {found.number + 1}?", abort=True)
    return True


def _refuse_wrong_folder(found: Prospect, folder: Path, *, yes: bool) -> None:
    """Where nobody could be asked. Raises InputRefused."""
    wrong = None if yes or at_terminal() else wrong_folder(found.difference)
    if wrong is not None:
        raise InputRefused(
            f"nothing was published: {wrong}. Is {str(folder)!r} the folder you mean? "
            f"If so, type: twostep publish {shlex.quote(str(folder))} --yes"
        )


def _show(found: Prospect, told: Sequence[str]) -> None:
    if told:
        out().print(f"compared with catalogue {found.number}:" if found.number else "nothing is in force yet; new is:")
        show_lines(told)
    elif not found.same:
        out().print("nothing that people write differs; it is stored under other hashes by this version of Twostep")


def _say(published: Published, json: bool) -> None:
    if json:
        write_json(published)
        return
    said = "is in force now" if published.changed else "was in force already: nothing changed"
    what = f"{counted(published.journeys, 'journey')}, {counted(published.messages, 'message')}"
    out().print(f"catalogue {published.number} {said} ({what})", markup=False)
