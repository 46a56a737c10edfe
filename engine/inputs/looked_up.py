"""Takes in the answer of a look-up; one that comes after the enrolment went on changes nothing."""

from engine.contracts.inputs import LookedUp
from engine.journeys.steps import ask
from engine.language.steps import Lookup
from engine.moment import Moment


def take_in(moment: Moment, looked_up: LookedUp) -> None:
    enrolment = moment.state.enrolment(looked_up.enrolment_id)
    if enrolment is None or (enrolment.step, enrolment.visit) != (looked_up.step, looked_up.visit):
        return
    place = moment.program(enrolment.version).places[enrolment.step]
    if isinstance(place.step, Lookup):
        ask.settle(enrolment, place.step, place, looked_up.answer)
        moment.bring(enrolment.id, place.next)
