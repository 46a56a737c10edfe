"""`customer exit|skip|release|set`: what an operator changes in one customer's journeys, and why."""

from typing import Annotated

import typer

from engine.contracts.verbs import Exit, LetOut, SetFacts, SetProfile, Skip
from starter.cli.app import one_message
from starter.cli.ordering import found, order
from starter.cli.surroundings import client_settings
from starter.cli.words import (
    CustomerId,
    InputIdOption,
    JsonOption,
    ReasonOption,
    Values,
    attributes,
    perform,
)
from starter.errors import InputRefused
from starter.opening import known_id, opened_client, opened_database
from starter.operating import orders

group = typer.Typer(name="customer", help="Change where one customer stands.", no_args_is_help=True)

JourneyName = Annotated[str, typer.Argument(metavar="JOURNEY", help="The journey's key.", show_default=False)]
KeyOption = Annotated[
    str | None, typer.Option("--key", help="Only the enrolment of this key, such as an order's.", show_default=False)
]


def exit(
    customer: CustomerId,
    journey: JourneyName,
    key: KeyOption = None,
    reason: ReasonOption = "",
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """End the running enrolments of a journey: what is held drops, what is not printed yet is taken back."""
    perform(_check(customer, journey, key))
    order(customer, Exit(journey=journey, key=key), reason, id, json)


def skip(
    customer: CustomerId,
    journey: JourneyName,
    key: KeyOption = None,
    reason: ReasonOption = "",
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Pass over the step where she stands: a wait, or a message that is held."""
    perform(_check(customer, journey, key))
    order(customer, Skip(journey=journey, key=key), reason, id, json)


def release(
    customer: CustomerId,
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="Its key or its id.", show_default=False)],
    reason: ReasonOption = "",
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Let a held message pass the rules of the house; consent, suppression, pauses, exits and expiry stand."""
    order(customer, LetOut(message_id=perform(found(customer, message, held=True))), reason, id, json)


def set_(
    customer: CustomerId,
    values: Values = None,
    journey: Annotated[
        str | None,
        typer.Option("--journey", help="Facts of this journey, read as `run.*`.", show_default="the profile"),
    ] = None,
    key: KeyOption = None,
    reason: ReasonOption = "",
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Write facts of a journey that runs, or attributes of the profile; NAME=null removes one."""
    given = attributes(values)
    if not given:
        raise InputRefused("nothing to set: write NAME=VALUE, such as tier=gold")
    if journey is None:
        if key is not None:
            raise InputRefused("--key goes with --journey: the profile has no enrolments")
        order(customer, SetProfile(attributes=given), reason, id, json)
        return
    perform(_check(customer, journey, key))
    order(customer, SetFacts(journey=journey, key=key, facts=given), reason, id, json)


async def _check(customer: str, journey: str, key: str | None) -> None:
    settings = client_settings()
    async with opened_client(settings) as client:
        with opened_database(settings) as database:
            await orders.check_running(client, database, known_id(settings, customer), journey, key)


group.command("exit")(one_message(exit))
group.command("skip")(one_message(skip))
group.command("release")(one_message(release))
group.command("set")(one_message(set_))
