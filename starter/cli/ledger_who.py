"""`ledger who`: whose a message is, by its id; or who got a message, by its key."""

from collections.abc import Sequence
from typing import Annotated

import typer

from audit.queries.who import Place, WhoLine, who_got, whose
from starter.cli.app import one_message, out, plain_table, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.errors import InputRefused
from starter.opening import opened_database

group = typer.Typer(name="ledger", help="Ask the ledger.", no_args_is_help=True)


def who(
    message: Annotated[
        str, typer.Argument(metavar="MESSAGE", help="A message's id, or its key: who got it.", show_default=False)
    ],
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many on a page.")] = 100,
    after: Annotated[
        str | None, typer.Option("--after", metavar="TIME/ID", help="Go on from where the page before ended.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Which customer a message belongs to; of a key, everybody who got it, oldest first."""
    place = _place(after)
    with opened_database(client_settings()) as database:
        one = whose(database, message) if place is None else None
        found = [one] if one is not None else who_got(database, message, limit, place)
    if json:
        write_json(found)
        return
    _show(message, found, more=one is None and len(found) == limit)


def _show(message: str, found: Sequence[WhoLine], *, more: bool) -> None:
    if not found:
        out().print(f"nobody has a message with the id {message!r}, and nobody got one of that key", markup=False)
        return
    table = plain_table("customer", "message", "journey", "channel", "when (UTC)", "became", "message id")
    for one in found:
        when = f"{one.at:%Y-%m-%d %H:%M:%S}"
        table.add_row(
            one.customer_id, one.message, one.journey or "", one.channel or "", when, one.became, one.message_id
        )
    out().print(table)
    if more:
        last = found[-1]
        out().print(f"\nthere may be more: --after {last.at.isoformat()}/{last.message_id}", markup=False)


def _place(written: str | None) -> Place | None:
    """Raises InputRefused."""
    if written is None:
        return None
    at, _, message_id = written.partition("/")
    try:
        return Place.model_validate({"at": at, "message_id": message_id})
    except ValueError as error:
        raise InputRefused(f"--after {written!r}: write the time and the id that the page before ended with") from error


group.command("who")(one_message(who))
