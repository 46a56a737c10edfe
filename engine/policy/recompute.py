"""Judges a decision on record again, from its own evidence: the ledger can be checked without the customer."""

from collections.abc import Iterator
from datetime import datetime

from engine.contracts.journal import Decided, RuleLook
from engine.language.terms import Reason
from engine.policy.conclusion import conclude
from engine.policy.rules.all import RULES


def differences(decided: Decided) -> Iterator[str]:
    """What does not follow from the evidence, in words; nothing for a record that is whole."""
    for look in decided.rules:
        yield from _of_rule(look)
    if not decided.rules:
        return
    found = conclude(decided.rules)
    verdict = "drop" if decided.asked and found.verdict == "hold" else found.verdict  # who asks is never told to wait
    replaced = decided.reason is Reason.MIX and any("instead" in look.evidence for look in decided.rules)
    if verdict != decided.verdict:
        yield f"the rules say {verdict}, the record says {decided.verdict}"
    elif not replaced and (found.reason, found.until) != (decided.reason, decided.until):
        yield f"the rules say {_why(found.reason, found.until)}, the record says {_why(decided.reason, decided.until)}"


def _why(reason: str | None, until: datetime | None) -> str:
    return f"{reason or 'no reason'}, until {until.isoformat() if until is not None else 'something happens'}"


def _of_rule(look: RuleLook) -> Iterator[str]:
    rule = RULES.get(look.rule)
    if rule is None:
        yield f"no rule is called {look.rule!r}"
        return
    ruling = rule.verdict(look.evidence)
    if (ruling.verdict, ruling.reason, ruling.until) != (look.verdict, look.reason, look.until):
        yield f"{look.rule} {look.name}: its evidence says {ruling.verdict}, the record says {look.verdict}".strip()
