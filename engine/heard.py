"""Judges whether what was said of a message can change a decision, so that only that wakes a customer."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet

from engine.language.reactions import PROVES_ACCEPTED, Reaction

SETTLING = frozenset({Reaction.PROCESSED, Reaction.DELIVERED})
"""What only settles the ledger, unless something waits for it."""
ANSWERS = frozenset({Reaction.OPENED, Reaction.CLICKED, Reaction.REPLIED})
"""What may be said of a message any number of times."""


def changes_something(
    reaction: Reaction,
    *,
    machine: bool,
    before: Collection[tuple[Reaction, bool]],
    settled: bool,
    every: AbstractSet[Reaction],
) -> bool:
    """`before`: what was said of the message already, and whether by a machine; `settled`: its outcome is known;
    `every`: the reactions of which everything published reads more than the first."""
    first = (reaction, machine) not in before
    if reaction not in SETTLING | ANSWERS:
        return True
    if reaction in SETTLING and (Reaction.BOUNCED, False) in before:
        return False
    if first and not settled and reaction in PROVES_ACCEPTED:
        return True
    if reaction in SETTLING:
        return first and reaction in every
    if machine:
        return first and Reaction.DELIVERED in every  # a rate does not count what only machines opened
    return first or reaction in every
