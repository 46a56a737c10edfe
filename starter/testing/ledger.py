"""What a test's ledger and stand-in know of one customer's messages."""

from collections.abc import Sequence

from sqlalchemy import Engine

from audit.queries import rule_looks
from audit.queries.deliveries import DeliveryLine, deliveries
from channels.sendgrid.payload import MESSAGE_ID
from engine.language.terms import Channel, Purpose
from standins.sendgrid.mailbox import Mail
from starter.testing.views import Decision, Message


def messages_of(database: Engine, customer_id: str, mails: Sequence[Mail]) -> Sequence[Message]:
    """Those that a provider took; what they say is what the stand-in got over HTTP."""
    steps = {look.message_id: look.step for look in rule_looks.decisions_of(database, customer_id)}
    by_id = {mail.custom_args.get(MESSAGE_ID): mail for mail in mails}
    return [
        _message(line, steps.get(line.message_id), by_id.get(line.message_id))
        for line in deliveries(database)
        if line.customer_id == customer_id and line.outcome == "accepted"
    ]


def decisions_of(database: Engine, customer_id: str) -> Sequence[Decision]:
    return [
        Decision.model_validate(look.model_dump(include=set(Decision.model_fields)))
        for look in rule_looks.decisions_of(database, customer_id)
    ]


def _message(line: DeliveryLine, step: str | None, mail: Mail | None) -> Message:
    return Message(
        at=line.decided_at,
        message=line.message,
        channel=Channel(line.channel),
        purpose=Purpose(line.purpose),
        journey=line.journey,
        step=step,
        subject=mail.subject if mail else "",
        html=mail.html if mail else "",
        text=mail.text if mail else "",
        message_id=line.message_id,
    )
