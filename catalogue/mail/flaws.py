"""What is wrong with a file of a message: where, what, and how to put it right."""

from typing import NamedTuple


class Flaw(NamedTuple):
    """A fault that does not know its file; line and column count from 1."""

    line: int
    column: int
    message: str
    fix: str


class FlawedMail(ValueError):
    """A body cannot be made into what is sent; `piece` is the Liquid that would be lost, if that is why."""

    def __init__(self, flaw: Flaw, piece: str = "", body: str = "") -> None:
        super().__init__(f"{body}: {flaw.message}: {flaw.fix}" if body else f"{flaw.message}: {flaw.fix}")
        self.flaw = flaw
        self.piece = piece
        self.body = body
