"""The terms of a task for one customer: due when, how often, and when she may be called."""

from datetime import timedelta

from engine.contracts.facts import Facts
from engine.contracts.parcel import Hours, TaskTerms
from engine.language.message import Message
from engine.language.parts import PRINT_DUE, TASK_DUE, CallHours, PrintParts, TaskParts
from engine.language.terms import Channel
from engine.model import Instant


def task_terms(message: Message, channel: Channel, facts: Facts) -> TaskTerms | None:
    """None for a channel on which nobody does anything by hand, and where nothing was decided."""
    if facts.decided_at is None:
        return None
    match message.task(channel):
        case PrintParts(format=form, due=due):
            return TaskTerms(due=_due(facts.decided_at, due or PRINT_DUE), format=form or "")
        case TaskParts(due=due, attempts=attempts, hours=hours):
            at = _due(facts.decided_at, due or TASK_DUE)
            return TaskTerms(due=at, attempts=attempts, hours=_hours(hours, facts.zone))
        case None:
            return None


def _due(decided_at: Instant, span: timedelta) -> Instant:
    return decided_at + span


def _hours(written: CallHours | None, zone: str | None) -> Hours | None:
    if written is None or zone is None:
        return None
    return Hours(zone=zone, start=f"{written.start:%H:%M}", end=f"{written.end:%H:%M}")
