"""`preview`, `proof`, `proofs`: a message as it looks for one customer, on the screen or in a colleague's inbox."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from audit.queries.profile import attributes_of
from audit.queries.proofs import proofs as sent_proofs
from engine.contracts.answers import Accepted, Answer
from engine.contracts.facts import Facts
from engine.contracts.parcel import Rendered
from engine.language.terms import Channel
from engine.model import Attributes
from engine.segments import segments
from runtime.settings import Settings
from starter.cli.app import out, plain_table, write_file, write_json
from starter.cli.surroundings import client_settings, journeys_folder, sending_settings
from starter.cli.words import JsonOption, perform
from starter.content.facts_file import read_facts
from starter.content.previewing import preview as previewed
from starter.content.proofing import Proofing
from starter.errors import DoorError
from starter.opening import known_id, opened_client, opened_database
from starter.operating.login import login_name
from worker import build_adapters

MessageName = Annotated[str, typer.Argument(metavar="MESSAGE", help="The message's key.", show_default=False)]
LanguageOption = Annotated[
    str | None, typer.Option("--language", help="One of its languages.", show_default="the customer's")
]
ChannelOption = Annotated[
    Channel | None, typer.Option("--channel", help="One of its channels.", show_default="the first")
]
FactsOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="JSON or YAML: customer:, run:, event: and what each has."),
]


class NotSent(DoorError):
    """The channel did not take a proof."""


def preview(
    message: MessageName,
    customer: FactsOption = None,
    language: LanguageOption = None,
    channel: ChannelOption = None,
    text: Annotated[bool, typer.Option("--text", help="The text part instead of the HTML.")] = False,
    write_to: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it.", show_default="standard output")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="A journeys folder.", show_default="JOURNEYS_DIR")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Render a message of a journeys folder for a customer out of a file; needs no server."""
    facts = read_facts(customer) if customer else Facts()
    rendered = previewed(journeys_folder(folder), message, facts, datetime.now(UTC), channel=channel, language=language)
    if json:  # all that the channel gets: title, link, terms, names of files
        write_json(rendered.kept())
    else:
        _write(rendered, rendered.text if text or not rendered.html else rendered.html, write_to)
    if channel is Channel.SMS:
        _tell_segments(rendered.text)


def _tell_segments(text: str) -> None:
    """Beside the text, which may go to a file or into a pipe."""
    counted = segments(text.strip())
    because = f", for {counted.because!r}" if counted.because else ""
    several = "segment" if counted.number == 1 else "segments"
    typer.echo(f"{counted.number} {several} of {counted.alphabet}{because}", err=True)


def proof(
    message: MessageName,
    customer: Annotated[str, typer.Option("--customer", metavar="ID", help="Whose profile.", show_default=False)],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Who gets it.", show_default=False)],
    facts: FactsOption = None,
    language: LanguageOption = None,
    channel: ChannelOption = None,
    json: JsonOption = False,
) -> None:
    """Send a published message to a colleague, with a customer's profile; it counts nowhere."""
    settings = sending_settings()
    known = known_id(settings, customer)
    given = read_facts(facts) if facts else Facts()
    answer = perform(_sent(settings, message, known, given, to, channel, language))
    if not isinstance(answer, Accepted):
        raise NotSent(f"the proof of {message!r} was not sent: {answer.answer}: {answer.detail or 'no reason told'}")
    if json:
        write_json(answer)
    else:
        out().print(f"the proof of {message} is on its way to {to}", markup=False)


def proofs(
    message: Annotated[
        str | None, typer.Argument(metavar="[MESSAGE]", help="The message's key.", show_default="all")
    ] = None,
    json: JsonOption = False,
) -> None:
    """The proofs that were sent: when, by whom, to whom, and what became of them; oldest first."""
    with opened_database(client_settings("ledger")) as database:
        found = sent_proofs(database, message)
    if json:
        write_json(found)
        return
    table = plain_table("when (UTC)", "message", "customer", "by", "to", "outcome", "subject")
    for one in found:
        outcome = f"{one.outcome} ({one.fault})" if one.fault else one.outcome
        table.add_row(
            f"{one.at:%Y-%m-%d %H:%M:%S}", one.message, one.customer_id, one.by, one.address, outcome, one.subject
        )
    out().print(table if found else "no proof was sent yet")


async def _sent(
    settings: Settings,
    message: str,
    customer: str,
    given: Facts,
    to: str,
    channel: Channel | None,
    language: str | None,
) -> Answer:
    adapters = build_adapters(settings)
    try:
        with opened_database(settings) as database:
            profile = attributes_of(database, customer) or await _from_workflow(customer)
            facts = given.model_copy(update={"customer": {**profile, **given.customer}})
            proofing = Proofing(database, adapters, login_name())
            return await proofing.send(message, customer, facts, to, channel=channel, language=language)
    finally:
        for adapter in adapters:
            await adapter.close()


async def _from_workflow(customer: str) -> Attributes:
    """Where the ledger has not heard of her profile yet. Raises UnknownCustomer."""
    async with opened_client(client_settings()) as client:
        return (await client.status(customer)).attributes


def _write(rendered: Rendered, body: str, file: Path | None) -> None:
    if file is None:
        typer.echo(body)
        return
    write_file(body, file)
    subject = f", subject: {rendered.subject}" if rendered.subject else ""
    out().print(f"{file}{subject}", markup=False)
