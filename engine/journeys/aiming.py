"""Another zone: local targets are computed again from the instant the step began."""

from engine.journeys.steps import wait
from engine.language.steps import Wait
from engine.language.waits import BetweenWait, CalendarWait, DateWait, DaysWait, UntilWait
from engine.moment import Moment

_LOCAL = (BetweenWait, CalendarWait, DateWait, DaysWait, UntilWait)


def aim_again(moment: Moment) -> None:
    """A target that is past by now follows the wait's `past`."""
    for enrolment in moment.state.enrolments:
        step = moment.program(enrolment.version).places[enrolment.step].step
        if enrolment.ending is not None or enrolment.deadline is None:
            continue
        if not isinstance(step, Wait) or not isinstance(step.wait, _LOCAL):
            continue
        target = wait.target(moment, enrolment, step)
        if target is None or target >= moment.at:
            enrolment.deadline = target or moment.at
        else:
            enrolment.deadline = None
            moment.overdue.append(enrolment.id)
