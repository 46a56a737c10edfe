"""What is on record of a life, for tests of single rules."""

from typing import Any

from engine.contracts.journal import Decided, RuleLook
from tests.engine.lives import Life, told


def decisions(she: Life, message: str | None = None) -> list[Decided]:
    """In order; of one message, or of all."""
    return [one for one in she.entries if isinstance(one, Decided) and message in (None, one.message)]


def story(she: Life, message: str | None = None) -> list[tuple[str, str, str, str]]:
    """When, what, the verdict with its reason, and until when."""
    return [
        (
            told(one.at),
            one.message,
            one.verdict if one.reason is None else f"{one.verdict} {one.reason}",
            "" if one.until is None else told(one.until),
        )
        for one in decisions(she, message)
    ]


def look(she: Life, message: str, rule: str) -> RuleLook:
    """At the rule of that kind, in the last decision about a message."""
    (found,) = [one for one in decisions(she, message)[-1].rules if one.rule == rule]
    return found


def evidence(she: Life, message: str, rule: str) -> dict[str, Any]:
    return look(she, message, rule).evidence
