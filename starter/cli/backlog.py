"""`backlog`, `stuck`: what goes out the moment the workers start, and what should have moved on and has not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from audit.queries.backlog import BacklogLine
from audit.queries.stuck import StuckLine
from starter.cli.app import out, plain_table, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption, perform, span
from starter.moving.unattended import Unattended
from starter.opening import opened_database
from starter.operating.backlog import backlog as found_backlog
from starter.operating.stuck import stuck as found_stuck

_KINDS = {
    "step": "comes to its next step",
    "held": "is decided again",
    "waiting": "waits for what all share",
    "inbox": "is handed to her workflow",
}
_FIXES = {
    "overdue": "nobody acted on her deadline: is a worker running, on her build (`twostep upgrade`)?",
    "inbox": "kept and not handed on: does a worker with a drain run, and does Temporal answer?",
    "unknown": "look it up at the provider, then `twostep settle`",
    "not_taken_back": "ask the channel, then `twostep cancel` again; it counts as sent",
}
_START_IT = (
    "whatever comes to these customers waits: start a worker from the source of their build (`twostep worker`), and "
    "keep it until `twostep upgrade` from the new source has brought everybody over"
)
_NONE_IS_CURRENT = (
    "no build is current: `twostep worker` makes the first one so at its start, `python worker.py` does not"
)
_NOT_LOOKED_AT = "not looked at, whether customers wait for a build that no worker runs"


def backlog(json: JsonOption = False) -> None:
    """What goes out, or moves on, the moment the workers start: counts, from the database alone."""
    with opened_database(client_settings()) as database:
        found = found_backlog(database)
    if json:
        write_json(found)
        return
    if found.lines:
        table = plain_table("what", "name", "message", "why", "how many", "oldest (UTC)")
        for one in found.lines:
            table.add_row(_KINDS[one.what], _name(one), one.message, one.why, f"{one.count:,}", _clock(one.oldest))
        out().print(table)
    out().print(f"{found.customers:,} customers have something due")


def stuck(
    since: Annotated[str, typer.Option(help="How long something may be due, such as 10m.")] = "10m",
    json: JsonOption = False,
) -> None:
    """What should have moved on and has not, with what to do; code 0 in any case."""
    found = perform(found_stuck(client_settings(), span("--since", since)))
    if json:
        write_json(found)
        return
    if found.lines:
        _show_lines(found.lines)
    if found.builds:
        _show_builds(found.builds)
    if not found.lines and not found.builds:
        out().print("the ledger knows of nothing that is stuck" if found.not_looked_at else "nothing is stuck")
    if found.not_looked_at:
        out().print(f"{_NOT_LOOKED_AT}: {found.not_looked_at}", markup=False)


def _show_lines(lines: Sequence[StuckLine]) -> None:
    table = plain_table("since (UTC)", "what", "customer", "of", "id")
    for one in lines:
        table.add_row(_clock(one.since), one.what, one.customer_id, one.name, one.subject)
    out().print(table)
    for kind in dict.fromkeys(one.what for one in lines):
        out().print(f"{kind}: {_FIXES[kind]}", markup=False)


def _show_builds(builds: Sequence[Unattended]) -> None:
    table = plain_table("build without a worker", "", "customers", "such as")
    for one in builds:
        marks = ["current"] * one.current + ["of this source"] * one.of_this_source
        table.add_row(one.build or "none", ", ".join(marks), f"{one.customers:,}", ", ".join(one.some))
    out().print(table)
    if any(one.build for one in builds):
        out().print(f"build: {_START_IT}", markup=False)
    if any(one.build is None for one in builds):
        out().print(f"none: {_NONE_IS_CURRENT}", markup=False)


def _name(one: BacklogLine) -> str:
    return " ".join(part for part in (one.name, one.step, one.channel) if part)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
