"""The command that looks at what providers said and nobody here is meant by."""

from audit.queries.unmatched import unmatched_events
from starter.cli.app import out, plain_table, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.opening import opened_database


def unmatched(json: JsonOption = False) -> None:
    """Events of providers that belong to no message and no customer known here, by kind; the most frequent first."""
    with opened_database(client_settings()) as database:
        found = unmatched_events(database)
    if json:
        write_json(found)
        return
    table = plain_table("provider", "kind", "events", "last (UTC)")
    for one in found:
        table.add_row(one.provider, one.kind, f"{one.count:,}", f"{one.last:%Y-%m-%d %H:%M:%S}")
    out().print(table if found else "every event was about a message or a customer that is known")
