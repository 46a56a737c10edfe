"""What a step makes of the enrolment that arrives at it: a closed union."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Go:
    """On to that step at once; None: off the end."""

    to: str | None


@dataclass(frozen=True, slots=True)
class Stand:
    """It stays here until an input or its deadline."""


@dataclass(frozen=True, slots=True)
class Leave:
    """It leaves the journey with a named outcome."""

    outcome: str


Move = Go | Stand | Leave
