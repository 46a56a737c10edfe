"""What every rule of the policy has: a name, whether it stops anything, and what becomes of what it stops."""

from typing import Literal

from engine.language.written import Name
from engine.model import Written

Mode = Literal["enforce", "observe"]
"""`observe`: decide and record, and stop nothing."""

HoldOrDrop = Literal["hold", "drop"]
Over = Literal["hold", "drop", "next_channel"]


def is_unset(value: object) -> bool:
    """Left out of the canonical text, so that a policy that does not use it keeps the hash it always had."""
    return not value or value == "enforce" or value == "send"


class NamedRule(Written):
    """A rule is known by its name: in decisions, in reports and in scenario files."""

    name: Name
    mode: Mode = "enforce"
