"""How one kind of rule is put into words."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.contracts.journal import RuleLook
from engine.telling.decisions.context import Context

Words = Callable[[RuleLook, Context], str]


@dataclass(frozen=True, slots=True)
class Saying:
    """Of a look that stopped the message, and of one that let it pass."""

    stopped: Words
    """a clause that may stand alone, without an end"""
    passed: Words
    """a few words; empty for what is not worth telling"""


def quoted(look: RuleLook) -> str:
    """The rule as people call it: `the rule “welcome-day”`, or its kind where it has no name."""
    return f"the rule “{look.name}”" if look.name else look.rule


def nothing(look: RuleLook, context: Context) -> str:
    """Not worth telling."""
    return ""
