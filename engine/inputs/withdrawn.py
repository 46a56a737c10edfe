"""Takes in what became of a message that was to be taken back after it was handed over."""

from engine.contracts.inputs import Withdrawn
from engine.moment import Moment


def take_in(moment: Moment, withdrawn: Withdrawn) -> None:
    """Nothing is taken back yet."""
