"""Goals: a trigger within a window of entry or of a message, once per enrolment, credited to a message."""

from datetime import datetime, timedelta
from math import isfinite

from pydantic import JsonValue

from engine.contracts.inputs import Track
from engine.contracts.journal import GoalReached
from engine.customer.marks import GoalWatch
from engine.customer.notes import note
from engine.customer.state import Enrolment, Sent
from engine.expressions.scope import Scope
from engine.journeys import facts
from engine.language.journey import Goal
from engine.moment import Moment

_LATE = timedelta(days=1)
"""How long after its window a watch is kept for events that arrive late."""


def begin_watch(moment: Moment, enrolment: Enrolment) -> None:
    """Look out for the goal of its version from now on."""
    moment.state.goals.append(
        GoalWatch(
            enrolment_id=enrolment.id,
            journey=enrolment.journey,
            version=enrolment.version,
            trigger_id=enrolment.trigger_id,
            entered_at=enrolment.entered_at,
            event_at=enrolment.event_at,
        )
    )


def by_trigger(moment: Moment, track: Track) -> None:
    """Note every goal that this trigger reaches."""
    for watch in list(moment.state.goals):
        goal = moment.program(watch.version).journey.goal
        if goal is None or goal.trigger != track.type or watch.trigger_id == track.id:
            continue
        if _inside(moment, watch, goal, track.at) and _meets(moment, watch, goal, track):
            _reach(moment, watch, goal, track)


def prune(moment: Moment) -> None:
    """Forget the watches whose window is over."""
    moment.state.goals = [watch for watch in moment.state.goals if _open(moment, watch)]


def _messages(moment: Moment, watch: GoalWatch) -> list[Sent]:
    return [sent for sent in moment.state.sent if sent.enrolment_id == watch.enrolment_id]


def _inside(moment: Moment, watch: GoalWatch, goal: Goal, at: datetime) -> bool:
    starts = _starts(moment, watch, goal)
    return any(start <= at < start + goal.within.span for start in starts)


def _starts(moment: Moment, watch: GoalWatch, goal: Goal) -> list[datetime]:
    if goal.within.of == "entry":
        return [watch.event_at]
    return [sent.sent_at for sent in _messages(moment, watch)]


def _open(moment: Moment, watch: GoalWatch) -> bool:
    goal = moment.program(watch.version).journey.goal
    if goal is None:
        return False
    if goal.within.of == "message" and (watch.running or _on_its_way(moment, watch)):
        return True
    last = max(_starts(moment, watch, goal), default=None)
    return last is not None and moment.now < last + goal.within.span + _LATE


def _on_its_way(moment: Moment, watch: GoalWatch) -> bool:
    """A message outlived its enrolment: in flight when the exit came."""
    return any(one.enrolment_id == watch.enrolment_id for one in moment.state.proposals)


def _event_scope(moment: Moment, watch: GoalWatch, track: Track) -> Scope:
    enrolment = moment.state.enrolment(watch.enrolment_id) or _as_it_was(watch)
    return facts.scope(moment, enrolment, event=track.properties)


def _as_it_was(watch: GoalWatch) -> Enrolment:
    return Enrolment(
        id=watch.enrolment_id,
        journey=watch.journey,
        version=watch.version,
        key="",
        trigger_id=watch.trigger_id,
        entered_at=watch.entered_at,
        event_at=watch.event_at,
        step="",
        began=watch.entered_at,
        run=watch.run,
    )


def _meets(moment: Moment, watch: GoalWatch, goal: Goal, track: Track) -> bool:
    return goal.when is None or facts.holds(goal.when, _event_scope(moment, watch, track))


def _reach(moment: Moment, watch: GoalWatch, goal: Goal, track: Track) -> None:
    moment.state.goals.remove(watch)
    before = [sent for sent in _messages(moment, watch) if sent.sent_at < track.at]
    credited = max(before, key=lambda sent: sent.sent_at, default=None)
    value: JsonValue = None
    if goal.value is not None:
        value = facts.worth(goal.value, _event_scope(moment, watch, track))
    note(
        moment.state,
        GoalReached(
            seq=0,
            at=moment.now,
            enrolment_id=watch.enrolment_id,
            journey=watch.journey,
            version=watch.version,
            event_at=track.at,
            value=_amount(value),
            credited_to=credited.id if credited is not None else None,
        ),
    )


def _amount(value: JsonValue) -> float | None:
    """A whole number may be more than a float holds: no value then, as for what is no number."""
    if not isinstance(value, int | float):
        return None
    try:
        amount = float(value)
    except OverflowError:
        return None
    return amount if isfinite(amount) else None
