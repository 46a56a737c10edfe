"""What a verification can find: each with the place and what to do."""

from typing import Literal

from engine.model import Frozen

Kind = Literal[
    "gap",
    "send_without_claim",
    "claim_without_send",
    "lapsed_claim",
    "open_reservation",
    "not_recomputed",
    "not_running",
    "unknown_workflow",
    "erased_and_running",
    "not_at_provider",
    "not_in_ledger",
    "twice_at_provider",
    "unknown_but_sent",
    "refused_but_sent",
]


class Finding(Frozen):
    """One thing that does not fit together."""

    kind: Kind
    customer_id: str | None = None
    message_id: str | None = None
    what: str
    """what is wrong, and where"""
    fix: str


class Verification(Frozen):
    """How much was looked at, and what was found."""

    decisions: int
    """judged again from their evidence"""
    workflows: int | None = None
    """running ones; None: Temporal was not asked"""
    mails: int | None = None
    """the provider's; None: it was not asked"""
    findings: tuple[Finding, ...]
