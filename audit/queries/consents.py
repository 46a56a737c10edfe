"""What a customer agreed to, by which proof, and what she has chosen that her workflow has not taken in yet."""

import json
from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Engine, exists, select
from sqlmodel import col

from audit.consent_proofs import Page
from audit.database import read
from audit.recalled_standing import consents
from audit.tables.columns import unpack
from audit.tables.consent_proofs import ConsentProofRow
from audit.tables.delivery import ClaimRow
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow, InputRow
from audit.tables.shared import TombstoneRow
from engine.contracts.inputs import Feedback, Identify
from engine.contracts.recollection import RecalledConsent
from engine.language.terms import Channel
from engine.model import Frozen, Instant

_INPUTS: TypeAdapter[tuple[Identify | Feedback, ...]] = TypeAdapter(tuple[Identify | Feedback, ...])


class Recipient(Frozen):
    """Whom a message went to."""

    customer_id: str
    decided_at: Instant
    topics: tuple[str, ...] = ()


class ConsentProof(Frozen):
    """One choice on a page as it stands; what is personal is gone once the customer was erased."""

    proof_id: str
    customer_id: str
    message_id: str
    channel: Channel
    page: Page
    language: str
    wording: str
    text: str
    at: Instant
    ip: str = ""
    user_agent: str = ""
    inputs: tuple[Identify | Feedback, ...] = ()


def recipient_of(database: Engine, message_id: str, channel: Channel) -> Recipient | None:
    """None where no such message was ever handed over, or offered at a place, or its customer was erased."""
    return read(database, lambda connection: _recipient(connection, message_id, channel))


def _recipient(connection: Connection, message_id: str, channel: Channel) -> Recipient | None:
    claim, decision = table_of(ClaimRow).c, table_of(DecisionRow).c
    claims = (
        select(claim.customer_id, claim.decided_at)
        .where(claim.message_id == message_id, claim.channel == channel.value, ~_erased(claim.customer_id))
        .order_by(claim.decided_at.desc())
        .limit(1)
    )
    hers = (decision.message_id == message_id, decision.channel == channel.value, ~_erased(decision.customer_id))
    # nobody claims what is offered at a place: the decision alone tells of it
    offered = (decision.verdict == "send", ~decision.asked, decision.lapses.is_not(None))
    offers = (
        select(decision.customer_id, decision.at.label("decided_at"))
        .where(*hers, *offered)
        .order_by(decision.at.desc())
        .limit(1)
    )
    found = connection.execute(claims).first() or connection.execute(offers).first()
    if found is None:
        return None
    topics = connection.scalars(select(decision.topics).where(decision.message_id == message_id).limit(1)).first()
    return Recipient(customer_id=found.customer_id, decided_at=found.decided_at, topics=json.loads(topics or "[]"))


def _erased(customer_id: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(col(TombstoneRow.customer_id) == customer_id)


def consents_of(database: Engine, customer_id: str) -> Sequence[RecalledConsent]:
    """Per purpose, channel and topic the newest by event time; oldest first."""
    return read(database, lambda connection: consents(connection, customer_id))


def proofs_of(database: Engine, customer_id: str, *, waiting: bool = False) -> Sequence[ConsentProof]:
    """Oldest first; `waiting`: only those that her journal does not have yet."""
    query = (
        select(table_of(ConsentProofRow))
        .where(col(ConsentProofRow.customer_id) == customer_id)
        .order_by(col(ConsentProofRow.written_at), col(ConsentProofRow.proof_id))
    )
    if waiting:
        absorbed = exists().where(
            col(InputRow.customer_id) == customer_id, col(InputRow.input_id) == col(ConsentProofRow.proof_id)
        )
        query = query.where(~absorbed)
    rows = read(database, lambda connection: connection.execute(query).all())
    return [_proof({**row._mapping}) for row in rows]


def _proof(row: dict[str, object]) -> ConsentProof:
    private = unpack(row["private"] if isinstance(row["private"], str) else None)
    inputs = _INPUTS.validate_python(private.pop("inputs", ()))
    return ConsentProof.model_validate({**row, **private, "at": row["written_at"], "inputs": inputs})
