"""Takes in what a department sent, or plans to send, without asking."""

from engine.contracts.inputs import Report
from engine.moment import Moment


def take_in(moment: Moment, report: Report) -> None:
    """To be built."""
    raise NotImplementedError(moment, report)
