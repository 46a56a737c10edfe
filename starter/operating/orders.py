"""An operator's orders about one customer: whose word it is and why, and which message or enrolment is meant."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine

from audit.database import database_now, read
from audit.publications import SqlPublications, SqlShelf
from audit.queries.deliveries import unknown_outcomes
from audit.queries.directory import directory
from audit.queries.held import OpenMessage, open_messages
from engine.contracts.inputs import Control
from engine.contracts.journal import DirectoryRow
from engine.contracts.verbs import Verb
from engine.definitions import Definitions
from engine.language.terms import Channel
from starter.client import JourneyClient
from starter.errors import InputRefused, NoAnswer, UnknownCustomer
from starter.operating.login import login_name
from starter.ports import Taken


def control(order: Verb, *, reason: str = "", operator: str | None = None, id: str | None = None) -> Control:
    """The order as it is kept: under the operator's name, the login's where none is given, and with the reason."""
    name = operator or login_name()
    return Control(id=id or uuid4().hex, at=datetime.now(UTC), order=order, operator=name, reason=reason)


async def give(client: JourneyClient, customer: str, given: Control) -> Taken:
    """Raises UnknownCustomer, CustomerErased."""
    return await client.control(customer, given)


async def check_running(client: JourneyClient, database: Engine, customer: str, journey: str, key: str | None) -> None:
    """Raises InputRefused where no such enrolment runs, UnknownCustomer where nobody knows of her."""
    runs = await _running(client, database, customer)
    if not any(one.journey == journey and key in (None, one.key) for one in runs):
        named = ", ".join(f"{one.journey} {one.key}".strip() for one in runs) or "nothing"
        meant = journey if key is None else f"{journey} with the key {key}"
        raise InputRefused(f"customer {customer!r} is not in {meant}: {named} runs")


async def _running(client: JourneyClient, database: Engine, customer: str) -> Sequence[DirectoryRow]:
    """As the workflow has it; where none or no worker answers, as the ledger has heard."""
    try:
        return (await client.status(customer)).enrolments
    except (NoAnswer, UnknownCustomer):
        found = directory(database, customer)
        if not found:
            raise UnknownCustomer(customer) from None
        return found[0].enrolments


def check_unknown(database: Engine, customer: str, message_id: str) -> None:
    """A word to a customer who never had the message would change nothing, and look as if it had."""
    if not any(one.customer_id == customer for one in unknown_outcomes(database, message_id)):
        raise InputRefused(
            f"message {message_id!r} of customer {customer!r} has no unknown outcome: "
            "`twostep unknown` lists those that have"
        )


async def held_message(client: JourneyClient, database: Engine, customer: str, written: str) -> str:
    """The id of a message that waits, by its key or its id. Raises InputRefused."""
    waits = await _held(client, database, customer)
    return _one(customer, written, waits)


async def open_message(client: JourneyClient, database: Engine, customer: str, written: str) -> str:
    """The id of a message that waits, is on its way, or was handed over and may still be taken back."""
    waits = await _held(client, database, customer)
    if any(written in named for named in waits):
        return _one(customer, written, waits)
    known = open_messages(database, customer)
    if any(one.message_id == written and one.verdict == "send" for one in known):
        return written
    back = [one.message_id for one in _recallable(database, known) if one.message == written]
    return back[0] if back else _one(customer, written, waits)


_Named = tuple[str, str]
"""Id and key."""


async def _held(client: JourneyClient, database: Engine, customer: str) -> Sequence[_Named]:
    """As the workflow has it; where no worker answers, as the ledger has heard."""
    try:
        return [(one.message_id, one.message) for one in (await client.status(customer)).held]
    except NoAnswer:
        return [(one.message_id, one.message) for one in open_messages(database, customer) if one.verdict == "hold"]


def _one(customer: str, written: str, waits: Sequence[_Named]) -> str:
    match [message_id for message_id, key in waits if written in (message_id, key)]:
        case [message_id]:
            return message_id
        case []:
            there = ", ".join(f"{key} ({message_id})" for message_id, key in waits) or "nothing"
            raise InputRefused(f"no message {written!r} of customer {customer!r} waits or is on its way; {there} waits")
        case several:
            raise InputRefused(f"several messages {written!r} wait: name one by its id: {', '.join(several)}")


def _recallable(database: Engine, known: Sequence[OpenMessage]) -> Sequence[OpenMessage]:
    """Handed over on a channel whose cut-off is not past, newest first."""
    number = SqlPublications(database).in_force()
    channels = Definitions(SqlShelf(database)).policy(number).channels if number else {}
    now = read(database, database_now)
    spans = {name: rules.cut_off for name, rules in channels.items()}
    sent = [one for one in known if one.verdict == "send" and one.channel is not None]
    cut_offs = [(one, spans.get(Channel(one.channel or ""))) for one in sent]
    return [one for one, span in cut_offs if span is not None and one.at + span > now]
