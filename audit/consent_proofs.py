"""Records what a customer chose on one of her pages, before it is stored for her workflow."""

import hashlib
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, Engine

from audit.database import database_now, serialise, write
from audit.rows import append
from audit.shared_rows import basics
from audit.tables.columns import pack
from audit.tables.consent_proofs import ConsentProofRow
from audit.tables.everything import table_of
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
    """The same one again changes nothing; of somebody who was erased nothing is kept."""

    def work(connection: Connection) -> None:
        for choice in choices:
            serialise(connection, f"customer {choice.customer_id}")
            if not basics(connection, choice.customer_id).erased:
                _append(connection, choice)

    write(database, work)


def _append(connection: Connection, choice: Choice) -> None:
    caller = {} if choice.caller is None else choice.caller.model_dump()
    row = choice.model_dump(mode="json", exclude={"inputs", "caller"})
    kept = {
        "proof_id": choice.inputs[0].id,
        "wording": wording_of(choice.text),
        "written_at": database_now(connection),
        "private": pack(inputs=choice.inputs, **caller),
    }
    append(connection, table_of(ConsentProofRow), [{**row, **kept}])
