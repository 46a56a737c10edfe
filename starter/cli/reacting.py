"""`react`: a click or a bounce by hand, said of a message that went out."""

from typing import Annotated

import typer

from audit.queries.sent import sent_to
from engine.contracts.inputs import Feedback
from engine.language.reactions import Reaction
from starter.cli.reporting import report
from starter.cli.surroundings import client_settings
from starter.cli.words import AtOption, CustomerId, InputIdOption, JsonOption, Values, attributes, input_id, instant
from starter.errors import InputRefused
from starter.opening import known_id, opened_database


def react(
    customer: CustomerId,
    message: Annotated[
        str,
        typer.Argument(metavar="MESSAGE", help="A message's key: the newest one of it; or its id.", show_default=False),
    ],
    reaction: Annotated[Reaction, typer.Argument(help="What is said of it.", show_default=False)],
    values: Values = None,
    machine: Annotated[bool, typer.Option("--machine", help="A mail proxy or a scanner did it: no answer.")] = False,
    hard: Annotated[bool, typer.Option("--hard", help="Bounced for good: the address is written to no more.")] = False,
    id: InputIdOption = None,
    at: AtOption = None,
    json: JsonOption = False,
) -> None:
    """Report what the customer or the provider said of a message; the values are its details."""
    entry = Feedback.model_validate(
        {
            "id": input_id(id),
            "at": instant(at),
            "message_id": _message_id(customer, message),
            "reaction": reaction,
            "machine": machine,
            "hard": hard,
            "detail": attributes(values),
        }
    )
    report(entry.id, lambda client: client.feedback(customer, entry), json)


def _message_id(customer: str, message: str) -> str:
    """Of what the ledger says went out to her: a signal about anything else would change nothing."""
    settings = client_settings()
    known = known_id(settings, customer)
    with opened_database(settings) as database:
        sent = sent_to(database, known)
    for one in sent:
        if message in (one.message, one.message_id):
            return one.message_id
    keys = ", ".join(sorted({one.message for one in sent})) or "nothing"
    raise InputRefused(f"no message {message!r} was sent to {known!r}: sent was {keys}")
