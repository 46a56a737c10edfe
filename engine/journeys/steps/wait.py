"""The step `wait`: its target in every written form, and what becomes of one that is past."""

from datetime import UTC, date, datetime
from typing import assert_never

from engine.customer.state import Enrolment
from engine.expressions import parse
from engine.expressions.evaluate import evaluate
from engine.journeys import facts
from engine.journeys.moves import Go, Leave, Move, Stand
from engine.journeys.program import Place
from engine.language.steps import Wait
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
from engine.localtime import targets
from engine.localtime.windows import Window, next_opening
from engine.moment import Moment


def perform(moment: Moment, enrolment: Enrolment, step: Wait, place: Place) -> Move:
    goal = target(moment, enrolment, step)
    if goal is None or goal == moment.at:
        return Go(place.next)
    if goal < moment.at:
        return past(moment, enrolment, step)
    enrolment.deadline = goal
    return Stand()


def past(moment: Moment, enrolment: Enrolment, step: Wait) -> Move:
    """What the wait says of a target that has gone by."""
    program = moment.program(enrolment.version)
    match step.past:
        case "continue":
            return Go(program.after(step.id))
        case "skip":
            return Go(program.after_next(step.id))
        case "exit":
            return Leave("past")
        case _:
            assert_never(step.past)


def target(moment: Moment, enrolment: Enrolment, step: Wait) -> datetime | None:
    """The absolute instant that the wait is for, from the instant the step began; None: it has none."""
    form = step.wait
    if isinstance(form, ElapsedWait):
        return enrolment.began + form.elapsed
    if isinstance(form, QuietWait):
        return _quiet(moment, enrolment, form)
    goal = _local(moment, enrolment, form)
    if goal is None or form.spread is None:
        return goal
    return targets.spread(goal, form.spread, f"{moment.state.customer_id}:{step.id}")


_LocalForm = DaysWait | CalendarWait | UntilWait | DaysOfWait | BetweenWait | DateWait


def _local(moment: Moment, enrolment: Enrolment, form: _LocalForm) -> datetime | None:
    began, zone = enrolment.began, moment.zone
    match form:
        case DaysWait():
            return targets.days_at(began, form.days, form.at, zone)
        case CalendarWait():
            return targets.months_at(began, form.months or 12 * (form.years or 0), form.at, zone)
        case UntilWait():
            return targets.next_at(began, form.until, form.weekdays, zone)
        case DaysOfWait():
            number = _value(moment, enrolment, form.days_of)
            return targets.days_of(began, number) if isinstance(number, int | float) else None
        case BetweenWait():
            window = Window(start=form.between[0], end=form.between[1], weekdays=form.weekdays)
            return next_opening(window, began, moment.zones.zones or (zone,))
        case DateWait():
            return _date(moment, enrolment, form)
        case _:
            assert_never(form)


def _value(moment: Moment, enrolment: Enrolment, text: str) -> object:
    return evaluate(parse.value(text), facts.scope(moment, enrolment)).value


def _date(moment: Moment, enrolment: Enrolment, form: DateWait) -> datetime | None:
    anchor = _anchor(_value(moment, enrolment, form.date))
    return None if anchor is None else targets.date_at(anchor, form.before, form.after, form.at, moment.zone)


def _anchor(value: object) -> date | None:
    """A date, or an instant with its zone; anything else is missing."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return _instant(value)


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if instant.tzinfo is None else instant.astimezone(UTC)


def _quiet(moment: Moment, enrolment: Enrolment, form: QuietWait) -> datetime:
    memory = moment.state.memory
    heard = [at for at in (memory.last_at(trigger) for trigger in form.of) if at is not None]
    since = max(heard, default=enrolment.began)
    return min(since + form.quiet_for, enrolment.began + form.at_most)
