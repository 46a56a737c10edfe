"""Takes in what became of a reservation: the department sent its message, or will not."""

from engine.contracts.inputs import Confirm, Release
from engine.moment import Moment


def take_in(moment: Moment, word: Confirm | Release) -> None:
    """To be built."""
    raise NotImplementedError(moment, word)
