"""What is to come for a customer, in sentences."""

from typing import assert_never

from engine.contracts.views import UpcomingItem
from engine.telling.phrases import plain
from engine.telling.reasons import because
from engine.telling.titles import Titles

NOTHING = "nothing is known to come within 14 days"


def prospect(item: UpcomingItem, titles: Titles) -> str:
    """One line; its time stands before it."""
    journey = f"“{titles.journey(item.journey)}”" if item.journey else ""
    match item.what:
        case "message":
            return _message(item, titles)
        case "step":
            return f"comes to “{plain(item.step or '')}” of {journey}"
        case "entry":
            return f"enters {journey}"
        case "end":
            return f"leaves {journey}: {plain(item.detail)}"
        case "exit":
            return f"{journey} on {item.detail}"
        case _:
            assert_never(item.what)


def _message(item: UpcomingItem, titles: Titles) -> str:
    title = f"“{titles.message(item.message or '')}”"
    if not item.may_block:
        return title + (f" by {item.channel}" if item.channel else "")
    return f"{title} would not go" + " and".join(because(reason) for reason in item.may_block)
