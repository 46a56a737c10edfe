"""`settle`, `cancel`: an operator's word about one customer's message, recorded under the login's name."""

from enum import StrEnum
from typing import Annotated

import typer

from audit.queries.deliveries import unknown_outcomes
from engine.contracts.inputs import Control
from engine.contracts.verbs import Cancel, Settle, Verb
from starter.cli.reporting import report
from starter.cli.surroundings import client_settings
from starter.cli.words import CustomerId, InputIdOption, JsonOption, input_id, instant, perform
from starter.errors import InputRefused
from starter.login import login_name
from starter.opening import known_id, opened_client, opened_database


class Outcome(StrEnum):
    """What an operator found at the provider."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


def settle(
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="The message's id.", show_default=False)],
    outcome: Annotated[Outcome, typer.Argument(help="What the provider did with it.", show_default=False)],
    customer: Annotated[str, typer.Option("--customer", metavar="ID", help="The customer's id.", show_default=False)],
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Say what became of a message whose outcome is unknown."""
    _check_unknown(message, customer)
    order(customer, Settle(message_id=message, accepted=outcome is Outcome.ACCEPTED), id, json)


def cancel(
    customer: CustomerId,
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="Its key or its id.", show_default=False)],
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Take back a message that waits or is on its way: it is dropped, and its journey goes on."""
    order(customer, Cancel(message_id=perform(_open_message(customer, message))), id, json)


async def _open_message(customer: str, message: str) -> str:
    async with opened_client(client_settings()) as client:
        found = await client.status(customer)
    if message in found.in_flight:
        return message
    match [one.message_id for one in found.held if message in (one.message_id, one.message)]:
        case [message_id]:
            return message_id
        case []:
            waits = ", ".join(f"{one.message} ({one.message_id})" for one in found.held) or "nothing"
            raise InputRefused(f"no message {message!r} of customer {customer!r} waits or is on its way; {waits} waits")
        case several:
            raise InputRefused(f"several messages {message!r} wait: name one by its id: {', '.join(several)}")


def _check_unknown(message: str, customer: str) -> None:
    """A signal to a customer who never had the message would change nothing, and look as if it had."""
    settings = client_settings()
    known = known_id(settings, customer)
    with opened_database(settings) as database:
        found = unknown_outcomes(database)
    if not any(one.message_id == message and one.customer_id == known for one in found):
        raise InputRefused(
            f"message {message!r} of customer {known!r} has no unknown outcome: `twostep unknown` lists those that have"
        )


def order(customer: str, verb: Verb, id: str | None, json: bool) -> None:
    """An operator's word to one customer, under the login's name."""
    control = Control.model_validate({"id": input_id(id), "at": instant(None), "order": verb, "operator": login_name()})
    report(control.id, lambda client: client.control(customer, control), json)
