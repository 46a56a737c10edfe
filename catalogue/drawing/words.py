"""Says durations, waits and entries in plain words."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import assert_never

from engine.expressions import parse
from engine.expressions.render import render
from engine.language.journey import (
    Again,
    CallEntry,
    ConditionEntry,
    ConditionExit,
    Goal,
    TriggerEntry,
    TriggerExit,
)
from engine.language.steps import ConditionOutcome, OutcomeForm, ReactionOutcome, TriggerOutcome
from engine.language.waits import (
    BetweenWait,
    CalendarWait,
    DateWait,
    DaysOfWait,
    DaysWait,
    ElapsedWait,
    QuietWait,
    UntilWait,
)
from engine.language.written import Weekday

Waiting = ElapsedWait | DaysWait | CalendarWait | UntilWait | DaysOfWait | BetweenWait | DateWait | QuietWait
_UNITS = ((604_800, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def duration(span: timedelta) -> str:
    """`3 days`, `90 minutes`; weeks from two on."""
    seconds = int(span.total_seconds())
    for size, unit in _UNITS:
        if seconds and seconds % size == 0 and not (unit == "week" and seconds == size):
            return counted(seconds // size, unit)
    return "0 seconds"


def counted(number: int, what: str) -> str:
    return f"{number} {what if number == 1 else f'{what}s'}"


def waiting(wait: Waiting) -> str:
    """What a wait waits for."""
    match wait:
        case ElapsedWait():
            return duration(wait.elapsed)
        case DaysWait():
            return (
                f"{counted(wait.days, 'day')} later at {_clock(wait.at)}"
                if wait.days
                else f"today at {_clock(wait.at)}"
            )
        case CalendarWait():
            span = counted(wait.months, "month") if wait.months else counted(wait.years or 0, "year")
            return f"{span} later at {_clock(wait.at)}"
        case UntilWait():
            return f"until the next {_clock(wait.until)}{_days(wait.weekdays)}"
        case DaysOfWait():
            return f"as many days as {wait.days_of}"
        case BetweenWait():
            return f"until it is between {_clock(wait.between[0])} and {_clock(wait.between[1])}{_days(wait.weekdays)}"
        case DateWait():
            return _date(wait)
        case QuietWait():
            types = listed(wait.of, "and")
            return f"until {duration(wait.quiet_for)} without {types}, at most {duration(wait.at_most)}"
        case _:
            assert_never(wait)


def outcome(one: OutcomeForm) -> str:
    """What meets an outcome of a `wait_for`."""
    match one:
        case TriggerOutcome():
            return f"{one.trigger}{_when(one.when)}"
        case ConditionOutcome():
            return condition(one.condition)
        case ReactionOutcome():
            what = f"message {one.message}" if one.message else f"tag {one.tag}"
            return f"{one.reaction.value}, {what}{_when(one.when)}"
        case _:
            assert_never(one)


def entry(enter: TriggerEntry | ConditionEntry | CallEntry) -> str:
    """How a customer enters, without the conditions on it."""
    match enter:
        case TriggerEntry():
            return f"on {enter.trigger}"
        case ConditionEntry():
            return "as soon as the condition becomes true"
        case CallEntry():
            return "by a call"
        case _:
            assert_never(enter)


def again(rule: Again) -> str:
    """The rule of re-entry."""
    match rule.rule:
        case "never":
            return "once in a life"
        case "after_exit":
            return f"again {duration(rule.gap)} after the end" if rule.gap else "again after the end"
        case "restart":
            return "again: starts over"
        case "parallel":
            return "again: side by side"
        case _:
            assert_never(rule.rule)


def leaving(rule: TriggerExit | ConditionExit) -> str:
    """An exit as one line."""
    if isinstance(rule, TriggerExit):
        return f"{rule.trigger}{_when(rule.when)} → {rule.outcome}"
    return f"{condition(rule.condition)} → {rule.outcome}"


def aim(goal: Goal) -> str:
    """A goal as one line."""
    counted_from = "the entry" if goal.within.of == "entry" else "a message"
    return f"{goal.trigger}{_when(goal.when)} within {duration(goal.within.span)} of {counted_from}"


def condition(text: str) -> str:
    """As written, but without parentheses that change nothing."""
    return render(parse.condition(text))


def share(part: float) -> str:
    """`20%`."""
    return f"{part * 100:.10g}%"


def sentence(text: str) -> str:
    """With a capital."""
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str], joint: str) -> str:
    """`a, b and c`."""
    return f" {joint} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _when(text: str | None) -> str:
    return f" when {condition(text)}" if text else ""


def _date(wait: DateWait) -> str:
    at = f" at {_clock(wait.at)}" if wait.at else ""
    if wait.before:
        return f"until {duration(wait.before)} before {wait.date}{at}"
    if wait.after:
        return f"until {duration(wait.after)} after {wait.date}{at}"
    return f"until {wait.date}{at}"


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _days(weekdays: Sequence[Weekday]) -> str:
    return "" if len(weekdays) == len(Weekday) else f" ({', '.join(day.value.capitalize() for day in weekdays)})"
