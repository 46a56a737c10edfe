"""Which remembered events a function looks at, and when the next of them leaves its window."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.customer.memory import Remembered, stands_at
from engine.expressions.instants import BEGINNING, earlier, later
from engine.expressions.scope import Scope
from engine.expressions.tree import Recall
from engine.expressions.values import MICROSECOND


def inside(node: Recall, scope: Scope) -> Sequence[Remembered] | None:
    """The events within the limits, oldest first; None: `since run` where there is no run."""
    if not node.since_run and node.window is None:
        return scope.memory.events(node.trigger)
    bound = _bound(node, scope)
    return None if bound is None else scope.memory.after(node.trigger, bound)


def folded_inside(node: Recall, scope: Scope) -> list[tuple[datetime, int]]:
    """The events within the limits that are only counted: where their day stands, and how many."""
    days = scope.memory.folded(node.trigger)
    if not days or (node.since_run and scope.run_since is None):
        return []
    bound = _bound(node, scope) or BEGINNING
    first = bound.date()
    return [(at, count) for day, count in days.items() if day >= first and (at := stands_at(day)) > bound]


def leaves(node: Recall, at: datetime) -> datetime | None:
    """When an event of that time leaves the window: it is inside while now − at < D."""
    span = _span(node)
    return None if span is None else later(at, span)


def _bound(node: Recall, scope: Scope) -> datetime | None:
    """Events count if they are later than this; None if all count, or none can."""
    if node.since_run:
        return None if scope.run_since is None else earlier(scope.run_since, MICROSECOND)
    span = _span(node)
    return None if span is None else earlier(scope.now, span)


def _span(node: Recall) -> timedelta | None:
    if node.window is None or not isinstance(node.window.value, timedelta):
        return None
    return node.window.value
