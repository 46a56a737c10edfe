"""`settle`, `cancel`: an operator's word about one customer's message, recorded under the login's name."""

from enum import StrEnum
from typing import Annotated

import typer

from engine.contracts.verbs import Cancel, Settle, Verb
from starter.cli.reporting import report
from starter.cli.surroundings import client_settings
from starter.cli.words import CustomerId, InputIdOption, JsonOption, ReasonOption, perform
from starter.opening import known_id, opened_client, opened_database
from starter.operating import orders


class Outcome(StrEnum):
    """What an operator found at the provider."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


def settle(
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="The message's id.", show_default=False)],
    outcome: Annotated[Outcome, typer.Argument(help="What the provider did with it.", show_default=False)],
    customer: Annotated[str, typer.Option("--customer", metavar="ID", help="The customer's id.", show_default=False)],
    reason: ReasonOption = "",
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Say what became of a message whose outcome is unknown."""
    settings = client_settings()
    with opened_database(settings) as database:
        orders.check_unknown(database, known_id(settings, customer), message)
    order(customer, Settle(message_id=message, accepted=outcome is Outcome.ACCEPTED), reason, id, json)


def cancel(
    customer: CustomerId,
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="Its key or its id.", show_default=False)],
    reason: ReasonOption = "",
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Take back a message that waits, is on its way or is not printed yet: it is dropped, and its journey goes on."""
    order(customer, Cancel(message_id=perform(found(customer, message))), reason, id, json)


async def found(customer: str, message: str, *, held: bool = False) -> str:
    """The id of a message named by its key or its id; `held`: only of one that waits. Raises InputRefused."""
    settings = client_settings()
    known = known_id(settings, customer)
    find = orders.held_message if held else orders.open_message
    async with opened_client(settings) as client:
        with opened_database(settings) as database:
            return await find(client, database, known, message)


def order(customer: str, verb: Verb, reason: str, id: str | None, json: bool) -> None:
    """An operator's word to one customer, under the login's name."""
    control = orders.control(verb, reason=reason, id=id)
    report(control.id, lambda client: orders.give(client, customer, control), json)
