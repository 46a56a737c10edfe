"""What is wrong with a file of a message: where, what, and how to put it right."""

from typing import NamedTuple


class Flaw(NamedTuple):
    """A fault that does not know its file; line and column count from 1."""

    line: int
    column: int
    message: str
    fix: str


class FlawedMail(ValueError):
    """A file cannot be made into what is sent."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(f"line {flaw.line}: {flaw.message}: {flaw.fix}")
        self.flaw = flaw
