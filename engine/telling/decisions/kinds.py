"""How every kind of rule is put into words; one without words of its own is told by its reason and its evidence."""

from collections.abc import Mapping

from engine.contracts.journal import RuleLook
from engine.telling.decisions.apart import SAYINGS as APART
from engine.telling.decisions.context import Context
from engine.telling.decisions.counts import SAYINGS as COUNTS
from engine.telling.decisions.hours import SAYINGS as HOURS
from engine.telling.decisions.reach import SAYINGS as REACH
from engine.telling.decisions.saying import Saying, quoted
from engine.telling.phrases import plain
from engine.telling.reasons import because
from engine.telling.sentences import shown


def _stopped(look: RuleLook, context: Context) -> str:
    told = ", ".join(f"{plain(name)} {shown(value)}" for name, value in look.evidence.items() if value is not None)
    return f"{quoted(look)} says no{because(look.reason or '')}" + (f" ({told})" if told else "")


def _passed(look: RuleLook, context: Context) -> str:
    return f"{look.rule} {look.name}".strip()


OWN: Mapping[str, Saying] = {**REACH, **APART, **COUNTS, **HOURS}
"""Kind of rule → its words."""

_GENERIC = Saying(_stopped, _passed)


def stopped(look: RuleLook, context: Context) -> str:
    """Why this rule stopped the message: a clause that may stand alone."""
    return OWN.get(look.rule, _GENERIC).stopped(look, context)


def passed(look: RuleLook, context: Context) -> str:
    """What this rule found, in a few words; empty for what is not worth telling."""
    return OWN.get(look.rule, _GENERIC).passed(look, context)
