"""Judges a decision on record again, from its own evidence: the ledger can be checked without the customer."""

from collections.abc import Iterator

from engine.contracts.journal import Decided, RuleLook
from engine.policy.conclusion import conclude
from engine.policy.rules.all import RULES


def differences(decided: Decided) -> Iterator[str]:
    """What does not follow from the evidence, in words; nothing for a record that is whole."""
    for look in decided.rules:
        yield from _of_rule(look)
    if not decided.rules:
        return
    found = conclude(decided.rules).verdict
    if decided.asked and found == "hold":
        found = "drop"  # whoever asks is never told to wait
    if found != decided.verdict:
        yield f"the rules say {found}, the record says {decided.verdict}"


def _of_rule(look: RuleLook) -> Iterator[str]:
    rule = RULES.get(look.rule)
    if rule is None:
        yield f"no rule is called {look.rule!r}"
        return
    ruling = rule.verdict(look.evidence)
    if (ruling.verdict, ruling.reason, ruling.until) != (look.verdict, look.reason, look.until):
        yield f"{look.rule} {look.name}: its evidence says {ruling.verdict}, the record says {look.verdict}".strip()
