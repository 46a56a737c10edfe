"""Takes in a call that enrols the customer in a journey."""

from engine.contracts.inputs import Enrol
from engine.contracts.journal import Alerted
from engine.customer.notes import note
from engine.journeys.enter import EntryRequest, enter
from engine.moment import Moment


def take_in(moment: Moment, enrol: Enrol) -> None:
    version = moment.catalogue.journeys.get(enrol.journey)
    program = moment.program(version) if version is not None else None
    if program is None or program.journey.status == "closing":
        detail = f"{enrol.journey!r} is not a live journey"
        note(moment.state, Alerted(seq=0, at=moment.now, what="enrolment refused", detail=detail))
        return
    enter(moment, program, EntryRequest("call", enrol.id, enrol.facts, enrol.at))
