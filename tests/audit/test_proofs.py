"""Proofs are kept apart from what counts, and go with the customer."""

import pytest
from sqlalchemy import Engine

from audit.address import AddressKey
from audit.erasure import erase
from audit.proofs import CustomerErased, Proof, begin_proof, end_proof
from audit.queries.deliveries import unknown_outcomes
from audit.queries.export import export
from audit.queries.proofs import proofs
from engine.contracts.answers import Accepted, Answer, Refused, Unknown
from engine.contracts.parcel import Rendered
from engine.language.terms import Channel
from tests.audit.samples import ADDRESS_KEY

KEY = AddressKey(ADDRESS_KEY)
PROOF = Proof(
    proof_id="proof-1",
    customer_id="c-1",
    message="welcome",
    content="f" * 64,
    channel=Channel.EMAIL,
    by="mary",
    address="mary@example.com",
    rendered=Rendered(subject="[Proof] Hi Anna", html="<p>Anna</p>", text="Anna"),
)


@pytest.mark.parametrize(
    ("answer", "outcome", "fault"),
    [
        (Accepted(provider_id="sg-1"), "accepted", None),
        (Refused(fault="not_allowed_here", detail="not on the list"), "refused", "not_allowed_here"),
        (Unknown(detail="cut"), "unknown", None),
    ],
)
def test_who_sent_what_to_whom_and_what_became_of_it(
    database: Engine, answer: Answer, outcome: str, fault: str | None
) -> None:
    begin_proof(database, PROOF)
    assert [line.outcome for line in proofs(database)] == ["sending"]
    end_proof(database, PROOF, answer)
    (line,) = proofs(database, "welcome")
    assert (line.proof_id, line.by, line.customer_id, line.content) == ("proof-1", "mary", "c-1", "f" * 64)
    assert (line.address, line.subject, line.outcome, line.fault) == (
        "mary@example.com", "[Proof] Hi Anna", outcome, fault,
    )  # fmt: skip
    assert proofs(database, "other") == []
    assert unknown_outcomes(database) == []


def test_an_erasure_takes_what_is_personal_and_leaves_that_there_was_one(database: Engine) -> None:
    begin_proof(database, PROOF)
    erase(database, "c-1", KEY)
    end_proof(database, PROOF, Unknown(detail="Anna is not reachable"))
    (line,) = proofs(database)
    assert (line.address, line.subject, line.outcome, line.by) == ("", "", "unknown", "mary")
    cells = [str(cell) for table in export(database, private=True) for row in table.rows for cell in row]
    assert "proof-1" in cells
    assert not any("nna" in cell for cell in cells)


def test_of_an_erased_customer_there_is_no_proof(database: Engine) -> None:
    erase(database, "c-1", KEY)
    with pytest.raises(CustomerErased, match=r"'c-1' was erased: take another"):
        begin_proof(database, PROOF)
    assert proofs(database) == []
