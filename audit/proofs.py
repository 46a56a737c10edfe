"""Records proofs: what a colleague was sent on trial, apart from everything that counts."""

from sqlalchemy import Connection, Engine

from audit.database import database_now, serialise, write
from audit.rows import append
from audit.shared_rows import basics
from audit.tables.columns import pack
from audit.tables.everything import table_of
from audit.tables.proofs import ProofRow
from engine.contracts.answers import Accepted, Answer, Refused
from engine.contracts.parcel import Rendered
from engine.language.terms import Channel
from engine.model import Frozen


class Proof(Frozen):
    """A message rendered with a customer's facts, on its way to a colleague."""

    proof_id: str
    customer_id: str
    message: str
    content: str
    channel: Channel
    by: str
    address: str
    rendered: Rendered


class CustomerErased(Exception):
    """Nothing is sent or written about a customer who was erased."""

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"customer {customer_id!r} was erased: take another one for the proof")


def begin_proof(database: Engine, proof: Proof) -> None:
    """Before the provider is called. Raises CustomerErased."""

    def work(connection: Connection) -> None:
        serialise(connection, f"customer {proof.customer_id}")
        if basics(connection, proof.customer_id).erased:
            raise CustomerErased(proof.customer_id)
        private = pack(address=proof.address, rendered=proof.rendered.kept())
        _append(connection, proof, 1, {"outcome": "sending", "private": private})

    write(database, work)


def end_proof(database: Engine, proof: Proof, answer: Answer) -> None:
    """What became of it."""

    def work(connection: Connection) -> None:
        serialise(connection, f"customer {proof.customer_id}")
        erased = basics(connection, proof.customer_id).erased
        detail = "" if isinstance(answer, Accepted) or erased else answer.detail
        outcome = {
            "outcome": answer.answer,
            "fault": answer.fault if isinstance(answer, Refused) else None,
            "provider_id": answer.provider_id if isinstance(answer, Accepted) else None,
            "private": pack(detail=detail) if detail else None,
        }
        _append(connection, proof, 2, outcome)

    write(database, work)


def _append(connection: Connection, proof: Proof, revision: int, outcome: dict[str, str | None]) -> None:
    row = proof.model_dump(mode="json", exclude={"address", "rendered"})
    append(
        connection,
        table_of(ProofRow),
        [{**row, **outcome, "revision": revision, "written_at": database_now(connection)}],
    )
