"""What is known to come for a customer within 14 days: the state run ahead on a copy, if nothing else happens."""

from datetime import datetime, timedelta

from engine.contracts.journal import Decided, Entered, Entry, Moved
from engine.contracts.views import UpcomingItem
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.rehearsal import Rehearsal

AHEAD = timedelta(days=14)


def upcoming(state: CustomerState, now: datetime, definitions: Definitions) -> list[UpcomingItem]:
    """In order of time; a message that would not pass as things stand says what would stop it."""
    copy = state.model_copy(deep=True)
    copy.journal.clear()
    copy.carriers.clear()
    known = {one.id for one in copy.proposals if one.stands == "in_flight"}
    ahead = Rehearsal(copy, definitions)
    ahead.advance(now + AHEAD)
    ahead.finish(now + AHEAD)
    items = (_item(entry, now) for entry in ahead.entries if getattr(entry, "message_id", None) not in known)
    return [item for item in items if item is not None]


def _item(entry: Entry, now: datetime) -> UpcomingItem | None:
    match entry:
        case Decided():
            return UpcomingItem(
                at=max(entry.at, now),
                what="message",
                journey=entry.journey,
                step=entry.step,
                message=entry.message,
                channel=entry.channel,
                may_block=(entry.reason,) if entry.reason is not None else (),
            )
        case Moved():
            return UpcomingItem(at=max(entry.due, now), what="step", journey=entry.journey, step=entry.step)
        case Entered():
            return UpcomingItem(at=max(entry.due, now), what="entry", journey=entry.journey, step=None)
        case _:
            return None
