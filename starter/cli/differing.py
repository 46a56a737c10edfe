"""`diff`: what a change of journeys means, between revisions of git or against what was published."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from audit.database import DatabaseUrlError
from audit.publications import SqlShelf
from catalogue.differences.catalogues import Difference, compare
from catalogue.differences.edition import Edition, EditionUnreadable, published
from catalogue.differences.inside import Inside
from catalogue.differences.lines import lines
from catalogue.differences.markdown import markdown
from catalogue.publish import LintFailed
from engine.contracts.ports import PartMissing
from runtime.exit import StartError
from starter.cli.app import out
from starter.cli.drawing import FolderOption
from starter.cli.publishing import show_lines
from starter.cli.surroundings import client_settings, journeys_folder
from starter.errors import InputRefused
from starter.opening import opened_database
from starter.publishing.insiders import inside_of
from starter.publishing.prospects import is_prepared
from starter.publishing.revisions import edition_at, edition_in, folder_at
from starter.scenarios.changing import ScenarioChange, scenario_changes

Revisions = Annotated[
    str | None,
    typer.Argument(
        metavar="[REV..REV | REV]",
        help="Two revisions of git, or one and the working tree.",
        show_default="HEAD and the working tree",
    ),
]
FromOption = Annotated[
    int | None, typer.Option("--from-catalogue", metavar="NUMBER", help="Compare with what was published.")
]
MarkdownOption = Annotated[bool, typer.Option("--markdown", help="For a pull request, with graphs.")]
ExitCodeOption = Annotated[bool, typer.Option("--exit-code", help="End with 1 where something differs.")]
_WORKING_TREE = "the working tree"


def diff(
    revisions: Revisions = None,
    folder: FolderOption = None,
    from_catalogue: FromOption = None,
    as_markdown: MarkdownOption = False,
    exit_code: ExitCodeOption = False,
) -> None:
    """Show what changed in a journeys folder: steps, mails, policy, schema, and how many customers are inside."""
    path = journeys_folder(folder)
    old, new = _names(revisions, from_catalogue)
    before = _published(from_catalogue) if from_catalogue is not None else edition_at(old, path)
    after = edition_in(path) if new == _WORKING_TREE else edition_at(new, path)
    difference = compare(before, after)
    inside = _inside(difference) if difference.journeys else None
    changed = _scenarios(path, old, new) if from_catalogue is None else ()
    if as_markdown:
        typer.echo(markdown(difference, (old, new), inside) + _as_markdown(changed), nl=False)
    else:
        _show(difference, inside)
        _show_scenarios(changed)
    if exit_code and difference:
        raise typer.Exit(1)


def _names(revisions: str | None, from_catalogue: int | None) -> tuple[str, str]:
    """Raises InputRefused."""
    first, dots, second = (revisions or "").partition("..")
    if second.startswith("."):
        raise InputRefused(f"{revisions!r}: three dots are not read; write `git merge-base` and two dots")
    if from_catalogue is not None:
        if dots:
            raise InputRefused("--from-catalogue is compared with one revision, or with the working tree")
        return f"catalogue {from_catalogue}", first or _WORKING_TREE
    if dots:
        return first or "HEAD", second or "HEAD"
    return first or "HEAD", _WORKING_TREE


def _published(number: int) -> Edition:
    with opened_database(client_settings("ledger")) as database:
        if not is_prepared(database):
            raise InputRefused("nothing is published in this database yet: look at DATABASE_URL")
        try:
            return published(SqlShelf(database), number)
        except (PartMissing, EditionUnreadable) as error:
            raise InputRefused(f"catalogue {number}: {error}") from error


def _scenarios(path: Path, old: str, new: str) -> Sequence[ScenarioChange]:
    """None are told of a folder that lint refuses: that is told by `lint`."""
    with folder_at(old, path) as before, nullcontext(path) if new == _WORKING_TREE else folder_at(new, path) as after:
        try:
            return scenario_changes(before, after) if after is not None else ()
        except LintFailed:
            return ()


def _as_markdown(changed: Sequence[ScenarioChange]) -> str:
    told = [f"- `{one.text}`\n" + "".join(f"    - `{line}`\n" for line in one.lines) for one in changed]
    return "".join(["\n### Scenarios\n\n", *told]) if told else ""


def _show_scenarios(changed: Sequence[ScenarioChange]) -> None:
    for one in changed:
        out().print(f"{'+' if one.what == 'new' else '~'} {one.text}", markup=False)
        for line in one.lines:
            out().print(f"    {line}", markup=False)


def _inside(difference: Difference) -> Inside | None:
    """None where no ledger can be asked: a pull request is often looked at where there is none."""
    try:
        with opened_database(client_settings("ledger")) as database:
            return inside_of(database, difference) if is_prepared(database) else None
    except (StartError, DatabaseUrlError, DBAPIError):
        return None


def _show(difference: Difference, inside: Inside | None) -> None:
    if not difference:
        out().print("nothing differs")
        return
    show_lines(tuple(lines(difference, inside)))
    if difference.journeys and inside is None:
        out().print("how many customers are inside is not known: no ledger could be asked; look at DATABASE_URL")
