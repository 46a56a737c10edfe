"""Takes in that a customer is at a place where messages wait for her."""

from engine.contracts.inputs import Visit
from engine.moment import Moment


def take_in(moment: Moment, visit: Visit) -> None:
    """Nothing waits for a place yet."""
