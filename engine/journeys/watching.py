"""Keeps an eye on the conditions of one enrolment: its exits, and the outcomes it waits for."""

from engine.customer.state import Enrolment
from engine.journeys import exits
from engine.journeys.steps import wait_for
from engine.language.steps import WaitFor
from engine.moment import Moment


def renew(moment: Moment, enrolment: Enrolment) -> None:
    """Act on what is true now, and keep the earliest instant at which the clock can change it."""
    enrolment.watch = None
    if exits.by_condition(moment, enrolment) or enrolment.ending is not None:
        return
    place = moment.program(enrolment.version).places[enrolment.step]
    if not isinstance(place.step, WaitFor):
        return
    outcome = wait_for.by_condition(moment, enrolment, place.step)
    if outcome is not None:
        wait_for.settle(enrolment, place.step, place, outcome, {})
        moment.bring(enrolment.id, place.next)
