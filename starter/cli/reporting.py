"""`track`, `identify`, `enrol`: what a service reports, typed by hand."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from engine.contracts.inputs import ConsentChange, Enrol, Identify, Track
from starter.cli.app import out, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import (
    AtOption,
    BackfillOption,
    CustomerId,
    InputIdOption,
    JsonOption,
    PropertiesFile,
    Values,
    attributes,
    input_id,
    instant,
    perform,
)
from starter.client import JourneyClient
from starter.errors import InputRefused
from starter.opening import opened_client
from starter.ports import Taken

_SAID = {
    Taken.SIGNALLED: "taken in",
    Taken.STORED: "kept in the inbox",
    Taken.DUPLICATE: "known already: nothing changed",
}


def track(
    customer: CustomerId,
    type: Annotated[str, typer.Argument(metavar="TYPE", help="The trigger's type.", show_default=False)],
    values: Values = None,
    id: InputIdOption = None,
    at: AtOption = None,
    properties: PropertiesFile = None,
    backfill: BackfillOption = False,
    json: JsonOption = False,
) -> None:
    """Report a trigger: something that happened to or was done by the customer."""
    entry = Track.model_validate(
        {
            "id": input_id(id),
            "type": type,
            "at": instant(at),
            "properties": attributes(values, properties),
            "backfill": backfill,
        }
    )
    report(entry.id, lambda client: client.track(customer, entry), json)


def identify(
    customer: CustomerId,
    values: Values = None,
    consent: Annotated[
        list[str] | None,
        typer.Option(help="granted, denied or pending [:purpose[:channel[:topic]]]; may be given again."),
    ] = None,
    id: InputIdOption = None,
    at: AtOption = None,
    properties: PropertiesFile = None,
    backfill: BackfillOption = False,
    json: JsonOption = False,
) -> None:
    """Change the customer's profile and consents; NAME=null removes an attribute."""
    entry = Identify.model_validate(
        {
            "id": input_id(id),
            "at": instant(at),
            "attributes": attributes(values, properties),
            "consents": [_consent(word) for word in consent or ()],
            "backfill": backfill,
        }
    )
    report(entry.id, lambda client: client.identify(customer, entry), json)


def enrol(
    customer: CustomerId,
    journey: Annotated[str, typer.Argument(metavar="JOURNEY", help="The journey's key.", show_default=False)],
    values: Values = None,
    id: InputIdOption = None,
    at: AtOption = None,
    json: JsonOption = False,
) -> None:
    """Enter a customer into a journey; the values are read as `event.*`."""
    entry = Enrol.model_validate(
        {"id": input_id(id), "at": instant(at), "journey": journey, "facts": attributes(values)}
    )
    report(entry.id, lambda client: client.enrol(customer, entry), json)


def _consent(word: str) -> ConsentChange:
    status, *rest = word.split(":")
    if len(rest) > 3:
        raise InputRefused(f"--consent {word!r}: write status[:purpose[:channel[:topic]]], such as granted:lifecycle")
    places = dict(zip(("purpose", "channel", "topic"), rest, strict=False))
    given = {name: value for name, value in places.items() if value}
    return ConsentChange.model_validate({"status": status, "source": "command line", **given})


def report(id: str, send: Callable[[JourneyClient], Awaitable[Taken]], json: bool) -> None:
    """Hand an input to a client and say what became of it."""

    async def work() -> Taken:
        async with opened_client(client_settings()) as client:
            return await send(client)

    taken = perform(work())
    if json:
        write_json({"id": id, "taken": taken.value})
    else:
        out().print(f"{id}: {_SAID[taken]}", markup=False)
