"""`status`, `timeline`, `upcoming`, `unknown`: where customers are, what happened and what is to come."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar

import typer

from audit.queries.deliveries import unknown_outcomes
from audit.queries.rule_looks import decisions_of
from audit.queries.timeline import timeline as whole_timeline
from engine.contracts.views import Status, TimelineItem, UpcomingItem
from starter.cli.app import out, plain_table, write_json
from starter.cli.explaining import explained
from starter.cli.surroundings import client_settings
from starter.cli.words import CustomerId, JsonOption, perform
from starter.client import JourneyClient
from starter.opening import known_id, opened_client, opened_database

T = TypeVar("T")


def status(customer: CustomerId, json: JsonOption = False) -> None:
    """Where a customer is: journeys, held messages, the next deadline."""

    async def work(client: JourneyClient) -> Status:
        return await client.status(customer)

    found = perform(_asked(work))
    if json:
        write_json(found)
    else:
        _show_status(found)


def timeline(
    customer: CustomerId,
    whole: Annotated[bool, typer.Option("--whole", help="All of it, from the ledger; needs no worker.")] = False,
    why: Annotated[
        bool, typer.Option("--why", help="The decisions alone, with every rule looked at; from the ledger too.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """What happened to a customer, and what was sent and not sent, with the reasons."""

    if why:
        _show_why(customer, json)
        return

    async def work(client: JourneyClient) -> Sequence[TimelineItem]:
        return await client.timeline(customer)

    found = _from_ledger(customer) if whole else perform(_asked(work))
    if json:
        write_json(found)
        return
    table = plain_table("when (UTC)", "what", "", "")
    for item in found:
        table.add_row(_clock(item.at), item.what, item.subject, item.detail)
    out().print(table)


def upcoming(customer: CustomerId, json: JsonOption = False) -> None:
    """What is known to come within 14 days, as things stand."""

    async def work(client: JourneyClient) -> Sequence[UpcomingItem]:
        return await client.upcoming(customer)

    found = perform(_asked(work))
    if json:
        write_json(found)
    else:
        _show_upcoming(found)


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
    for one in found:
        console.print(f"  twostep settle {one.message_id} OUTCOME --customer {one.customer_id}", markup=False)


async def _asked(work: Callable[[JourneyClient], Awaitable[T]]) -> T:
    async with opened_client(client_settings()) as client:
        return await work(client)


def _from_ledger(customer: str) -> Sequence[TimelineItem]:
    settings = client_settings()
    with opened_database(settings) as database:
        return whole_timeline(database, known_id(settings, customer))


def _show_why(customer: str, json: bool) -> None:
    settings = client_settings()
    with opened_database(settings) as database:
        found = decisions_of(database, known_id(settings, customer))
    if json:
        write_json(found)
        return
    lines = [line for decision in found for line in explained(decision)]
    out().print("\n".join(lines) or "nothing was decided yet", markup=False)


def _show_upcoming(found: Sequence[UpcomingItem]) -> None:
    if not found:
        out().print("nothing known within 14 days")
        return
    table = plain_table("when (UTC)", "what", "journey", "step", "message", "the policy would say")
    for item in found:
        said = ", ".join(item.may_block) or ("send" if item.message else "")
        row = (item.journey, item.step, item.message, said)
        table.add_row(_clock(item.at), item.what, *(cell or "" for cell in row))
    out().print(table)


def _show_status(found: Status) -> None:
    console = out()
    console.print(f"customer {found.customer_id}  (catalogue {found.catalogue}, build {found.build})", markup=False)
    for name, value in found.attributes.items():
        console.print(f"  {name}: {value}", markup=False)
    journeys = plain_table("journey", "key", "step", "since (UTC)", "until (UTC)")
    for one in found.enrolments:
        until = _clock(one.deadline) if one.deadline else ""
        journeys.add_row(one.journey, one.key, one.step, _clock(one.since), until)
    console.print(journeys if found.enrolments else "in no journey")
    for held in found.held:
        until = f" until {_clock(held.until)}" if held.until else ""
        console.print(f"held: {held.message}, {held.reason or 'not decided yet'}{until}", markup=False)
    for message in found.in_flight:
        console.print(f"on its way: {message}", markup=False)
    if found.next_deadline:
        console.print(f"next deadline: {_clock(found.next_deadline)} UTC")


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
