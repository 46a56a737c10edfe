"""The steps `set` (facts of this run) and `update` (the profile, visible in the very next step)."""

from typing import assert_never

from engine.customer.state import Enrolment
from engine.identity import digest
from engine.journeys import facts
from engine.journeys.changing import change
from engine.journeys.moves import Go, Move
from engine.journeys.program import Place
from engine.language.steps import Set, Update
from engine.moment import Moment


def perform(moment: Moment, enrolment: Enrolment, step: Set | Update, place: Place) -> Move:
    match step:
        case Set():
            for path, written in step.set.items():
                value = facts.setting(written, facts.scope(moment, enrolment))
                enrolment.run[path.removeprefix("run.")] = value
        case Update():
            _update(moment, enrolment, step)
        case _:
            assert_never(step)
    return Go(place.next)


def _update(moment: Moment, enrolment: Enrolment, step: Update) -> None:
    within = facts.scope(moment, enrolment)
    values = {path.removeprefix("customer."): facts.setting(written, within) for path, written in step.update.items()}
    source = digest("update", enrolment.id, step.id, str(enrolment.visit))
    change(moment, values, moment.at, source)
