"""`status`, `timeline`, `upcoming`, `unknown`: where customers are, what happened and what is to come."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Engine

from audit.queries.about import about
from audit.queries.deliveries import unknown_outcomes
from audit.queries.rule_looks import decisions_of
from audit.queries.timeline import timeline as whole_timeline
from engine.contracts.views import Status, TimelineItem, UpcomingItem
from runtime.settings import Settings
from starter.cli.app import out, plain_table, write_json
from starter.cli.explaining import explained
from starter.cli.outlook import show_status, show_upcoming
from starter.cli.surroundings import client_settings
from starter.cli.words import CustomerId, JsonOption, perform
from starter.client import JourneyClient
from starter.errors import UnknownCustomer
from starter.opening import known_id, opened_client, opened_database
from starter.story.page import write_page
from starter.story.paragraphs import paragraphs
from starter.story.telling import Telling, show_story

T = TypeVar("T")


def status(customer: CustomerId, json: JsonOption = False) -> None:
    """Where a customer is: journeys, held messages, the next deadline."""

    async def work(client: JourneyClient) -> Status:
        return await client.status(customer)

    settings = client_settings()
    found = perform(_asked(settings, work))
    if json:
        write_json(found)
        return
    with opened_database(settings) as database:
        show_status(Telling(database, known_id(settings, customer)), found)


def timeline(
    customer: CustomerId,
    whole: Annotated[bool, typer.Option("--whole", help="All of it, from the ledger; needs no worker.")] = False,
    why: Annotated[
        bool, typer.Option("--why", help="The decisions alone, with every rule looked at; from the ledger too.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="All of it as a page with every rule looked at; - writes it here.",
            allow_dash=True,
            dir_okay=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """A customer's story: what happened, what was sent and not sent, and why; in her zone."""

    async def work(client: JourneyClient) -> Sequence[TimelineItem]:
        return await client.timeline(customer)

    settings = client_settings()
    if why and html is None:
        _show_why(settings, customer, json)
        return
    live = None if whole or html is not None else perform(_asked(settings, work))
    with opened_database(settings) as database:
        known = known_id(settings, customer)
        found = _whole(database, known) if live is None else live
        if json:
            write_json(found)
        elif html is None:
            show_story(Telling(database, known), found)
        else:
            telling, decisions = Telling(database, known), decisions_of(database, known)
            write_page(telling, found, decisions, paragraphs(database, telling, decisions, decisions), html)


def upcoming(customer: CustomerId, json: JsonOption = False) -> None:
    """What is known to come within 14 days as things stand, what may stop it, and what would end her journeys."""

    async def work(client: JourneyClient) -> Sequence[UpcomingItem]:
        return await client.upcoming(customer)

    settings = client_settings()
    found = perform(_asked(settings, work))
    if json:
        write_json(found)
        return
    with opened_database(settings) as database:
        show_upcoming(Telling(database, known_id(settings, customer)), found)


def unknown(json: JsonOption = False) -> None:
    """Messages of which nobody knows whether they went out; oldest first."""
    with opened_database(client_settings()) as database:
        found = unknown_outcomes(database)
    if json:
        write_json(found)
        return
    table = plain_table("since (UTC)", "customer", "message", "attempt", "message id")
    for one in found:
        table.add_row(_clock(one.since), one.customer_id, one.message, str(one.attempt), one.message_id)
    console = out()
    console.print(table if found else "every outcome is known")
    if found:
        console.print("\nlook the message id up at the provider, then type, with `accepted` or `refused` for OUTCOME:")
    for message_id, customer in dict.fromkeys((one.message_id, one.customer_id) for one in found):
        console.print(f"  twostep settle {message_id} OUTCOME --customer {customer}", markup=False)


async def _asked(settings: Settings, work: Callable[[JourneyClient], Awaitable[T]]) -> T:
    async with opened_client(settings) as client:
        return await work(client)


def _whole(database: Engine, known: str) -> Sequence[TimelineItem]:
    found = whole_timeline(database, known)
    if not found:
        check_known(database, known)
    return found


def check_known(database: Engine, known: str) -> None:
    """Raises UnknownCustomer where no table has her: nothing happened yet, or the id is not spelled right."""
    if not any(rows for section, rows in about(database, known).items() if section != "customer_id"):
        raise UnknownCustomer(known)


def _show_why(settings: Settings, customer: str, json: bool) -> None:
    with opened_database(settings) as database:
        known = known_id(settings, customer)
        found = decisions_of(database, known)
        if not found:
            check_known(database, known)
    if json:
        write_json(found)
        return
    lines = [line for decision in found for line in explained(decision)]
    out().print("\n".join(["times are UTC", *lines]) if lines else "nothing was decided yet", markup=False)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
