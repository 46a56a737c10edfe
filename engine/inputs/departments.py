"""Takes in the word of a department that sends messages by a system of its own."""

from typing import assert_never

from engine.contracts.inputs import Ask, Confirm, Release, Report
from engine.inputs import asks, reports, reservations
from engine.moment import Moment


def take_in(moment: Moment, word: Ask | Confirm | Release | Report) -> None:
    """It asks, says what became of it, or tells what it did without asking."""
    match word:
        case Ask():
            asks.take_in(moment, word)
        case Confirm() | Release():
            reservations.take_in(moment, word)
        case Report():
            reports.take_in(moment, word)
        case _:
            assert_never(word)
