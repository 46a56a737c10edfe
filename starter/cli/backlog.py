"""`backlog`, `stuck`: what goes out the moment the workers start, and what should have moved on and has not."""

from datetime import datetime
from typing import Annotated

import typer

from audit.queries.backlog import BacklogLine
from audit.queries.stuck import stuck as found_stuck
from starter.cli.app import out, plain_table, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption, span
from starter.opening import opened_database
from starter.operating.backlog import backlog as found_backlog

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
    with opened_database(client_settings()) as database:
        found = found_stuck(database, span("--since", since))
    if json:
        write_json(found)
        return
    if not found:
        out().print("nothing is stuck")
        return
    table = plain_table("since (UTC)", "what", "customer", "of", "id")
    for one in found:
        table.add_row(_clock(one.since), one.what, one.customer_id, one.name, one.subject)
    out().print(table)
    for kind in dict.fromkeys(one.what for one in found):
        out().print(f"{kind}: {_FIXES[kind]}", markup=False)


def _name(one: BacklogLine) -> str:
    return " ".join(part for part in (one.name, one.step, one.channel) if part)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
