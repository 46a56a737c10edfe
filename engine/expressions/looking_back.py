"""What a function over the remembered events comes to, and when an event's leaving or its `where` changes that."""

from collections.abc import Callable, Sequence
from datetime import datetime

from engine.customer.memory import Remembered
from engine.expressions import recalling
from engine.expressions.instants import sooner
from engine.expressions.scope import Scope
from engine.expressions.tree import Node, Recall
from engine.expressions.values import Held, Moving, micros
from engine.expressions.windows import folded_inside, inside, leaves

Read = tuple[Held, datetime | None]
"""A value, and before which instant the clock alone does not change it."""

MISSING: Read = (None, None)
Holds = Callable[[Node, Remembered], tuple[bool, datetime | None]]
"""Whether a `where` is true of an event, and until when that is so."""


def look_back(node: Recall, scope: Scope, holds: Holds) -> Read:
    """The function's value."""
    events = inside(node, scope)
    if events is None:
        return MISSING
    match node.function:
        case "happened":
            return _happened(node, scope, events, holds)
        case "since":
            return _since(node, scope, events, holds)
        case "count":
            return _count(node, scope, events, holds)
        case "median_gap":
            counted, until = _counted(node, events, holds)
            return recalling.median_gap(counted, scope.zone), until
        case _:
            counted, until = _counted(node, events, holds)
            return recalling.of_property(node.function, counted, node.names), until


def _counted(node: Recall, events: Sequence[Remembered], holds: Holds) -> tuple[Sequence[Remembered], datetime | None]:
    """The events of which `where` is true, and until when they are the same."""
    soonest: datetime | None = None
    if node.where is not None:
        true_of: list[Remembered] = []
        for event in events:
            true, until = holds(node.where, event)
            soonest = sooner(soonest, until)
            if true:
                true_of.append(event)
        events = true_of
    return events, sooner(soonest, leaves(node, events[0].at) if events else None)


def _count(node: Recall, scope: Scope, events: Sequence[Remembered], holds: Holds) -> Read:
    counted, soonest = _counted(node, events, holds)
    total = len(counted)
    if node.where is None and node.window is None and not node.since_run:
        return total + sum(scope.memory.folded(node.trigger).values()), None
    if node.where is None:
        for at, count in folded_inside(node, scope):
            total += count
            soonest = sooner(soonest, leaves(node, at))
    return total, soonest


def _newest(
    node: Recall, events: Sequence[Remembered], holds: Holds
) -> tuple[Remembered | None, datetime | None, datetime | None]:
    """The newest event of which `where` is true; until when it counts, and until when no newer one does."""
    newer: datetime | None = None
    for event in reversed(events):
        true, until = (True, None) if node.where is None else holds(node.where, event)
        if true:
            return event, sooner(until, leaves(node, event.at)), newer
        newer = sooner(newer, until)
    return None, None, newer


def _happened(node: Recall, scope: Scope, events: Sequence[Remembered], holds: Holds) -> Read:
    event, until, newer = _newest(node, events, holds)
    if event is not None:
        return True, until
    if node.where is None and (folded := folded_inside(node, scope)):
        return True, leaves(node, max(at for at, _ in folded))
    return False, newer


def _since(node: Recall, scope: Scope, events: Sequence[Remembered], holds: Holds) -> Read:
    event, until, newer = _newest(node, events, holds)
    if event is None:
        return None, newer
    return Moving("duration", micros(scope.now) - micros(event.at), 1), sooner(until, newer)
