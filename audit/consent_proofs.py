"""Records what a customer chose on one of her pages, and puts it into the inbox: both or nothing."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine

from audit.database import serialise, write
from audit.inbox import row_of
from audit.rows import append
from audit.shared_rows import basics
from audit.tables.columns import pack
from audit.tables.consent_proofs import ConsentProofRow
from audit.tables.everything import table_of
from audit.tables.inbox import InboxRow
from engine.contracts.inputs import Feedback, Identify
from engine.language.terms import Channel
from engine.model import Frozen

Page = Literal["unsubscribe", "preferences", "confirm"]


class Caller(Frozen):
    """Who asked, as far as the request says."""

    ip: str
    user_agent: str


class Choice(Frozen):
    """What she chose; its id is that of its first input."""

    customer_id: str
    message_id: str
    channel: Channel
    page: Page
    language: str
    text: str
    inputs: tuple[Identify | Feedback, ...]
    caller: Caller | None = None
    """of an agreement: who withdraws has nothing to prove"""


def wording_of(text: str) -> str:
    """The name of a wording: SHA-256 of its text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def record_choices(database: Engine, choices: Sequence[Choice]) -> None:
    """The same one again changes nothing; of somebody who was erased nothing is kept.

    A proof without its input would be shown on her page as what she chose, and never come to pass.
    """

    def work(connection: Connection) -> None:
        for choice in choices:
            serialise(connection, f"customer {choice.customer_id}")
            known = basics(connection, choice.customer_id)
            if not known.erased:
                _append(connection, choice, known.clock)

    write(database, work)


def _append(connection: Connection, choice: Choice, clock: datetime) -> None:
    caller = {} if choice.caller is None else choice.caller.model_dump()
    row = choice.model_dump(mode="json", exclude={"inputs", "caller"})
    kept = {
        "proof_id": choice.inputs[0].id,
        "wording": wording_of(choice.text),
        "written_at": clock,
        "private": pack(inputs=choice.inputs, **caller),
    }
    append(connection, table_of(ConsentProofRow), [{**row, **kept}])
    inputs = [row_of(choice.customer_id, one, "accepted", clock, erased=False) for one in choice.inputs]
    append(connection, table_of(InboxRow), inputs)
