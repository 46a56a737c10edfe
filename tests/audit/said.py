"""What providers said, and what the ledger made of it."""

from sqlalchemy import Engine, text

from audit.database import read
from audit.inbox import Inbox
from audit.ledger import SqlLedger
from audit.said import Meaning, Said
from engine.contracts.answers import Answer
from engine.contracts.commands import Deliver
from engine.contracts.inputs import Feedback
from engine.contracts.ports import Claimed
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.audit.samples import RENDERED, at, deliver

NUMBER = "+49301234567"
NOTHING: frozenset[Reaction] = frozenset()
"""that journeys look at, beside what wakes a customer in any case"""


def said(reaction: str, id: str, *, message: str | None = "m-1", seconds: float = 60, **more: object) -> Said:
    return Said.model_validate(
        {
            "provider": "sendgrid",
            "event_id": id,
            "kind": reaction,
            "at": at(seconds),
            "message_id": message,
            "meanings": [{"reaction": reaction, "hard": more.pop("hard", False)}],
            "raw": {"email": "anna@example.com"},
            **more,
        }
    )


def word(reaction: Reaction, id: str, *, number: str = NUMBER) -> Said:
    """STOP or START."""
    meaning = Meaning(reaction=reaction, everything=True)
    return Said(
        provider="twilio",
        event_id=id,
        kind="stop",
        at=at(days=1),
        number=number,
        channel=Channel.SMS,
        meanings=(meaning,),
    )


async def sent(ledger: SqlLedger, answer: Answer | None = None, **changes: object) -> Deliver:
    """Claimed, and settled where there is an answer."""
    command = deliver().model_copy(update=changes)
    assert isinstance(await ledger.claim(command, RENDERED, 60), Claimed)
    if answer is not None:
        await ledger.settle(command, answer)
    return command


def signalled(database: Engine) -> list[tuple[str, str, str]]:
    kept = Inbox(database).pending(100)
    feedback = [(one.customer_id, one.input) for one in kept]
    return [(who, entry.message_id, entry.reaction.value) for who, entry in feedback if isinstance(entry, Feedback)]


def became(database: Engine) -> list[tuple[str, str, str]]:
    query = text("SELECT event_id, customer_id, became FROM provider_event ORDER BY event_id, customer_id")
    return [tuple(row) for row in read(database, lambda connection: connection.execute(query).all())]


def on_record(database: Engine) -> list[tuple[str, str]]:
    query = text("SELECT event_id, reaction FROM feedback ORDER BY event_id")
    return [tuple(row) for row in read(database, lambda connection: connection.execute(query).all())]
