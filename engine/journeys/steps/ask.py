"""The step `lookup`: the enrolment stands until the answer is here."""

from typing import assert_never

from engine.contracts.answers import Found, LookupAnswer, NotFound
from engine.contracts.commands import LookUp
from engine.customer.state import Enrolment
from engine.journeys import facts
from engine.journeys.moves import Go, Move, Stand
from engine.journeys.program import Place
from engine.language.steps import Lookup
from engine.moment import Moment


def perform(moment: Moment, enrolment: Enrolment, step: Lookup, place: Place) -> Move:
    if step.lookup not in moment.schema.lookups:  # withdrawn after this version was pinned
        return settle(enrolment, step, place, NotFound(detail="not registered any more"))
    if enrolment.id not in moment.state.lookups:  # moved here from another look-up that was not asked yet
        moment.state.lookups.append(enrolment.id)
    return Stand()


def command(moment: Moment, enrolment: Enrolment, step: Lookup) -> LookUp:
    """What has to be asked for an enrolment that stands here."""
    within = facts.scope(moment, enrolment)
    return LookUp(
        customer_id=moment.state.customer_id,
        enrolment_id=enrolment.id,
        step=step.id,
        visit=enrolment.visit,
        name=step.lookup,
        args={name: facts.worth(value, within) for name, value in step.args.items()},
        timeout=moment.schema.lookups[step.lookup].timeout.total_seconds(),
    )


def settle(enrolment: Enrolment, step: Lookup, place: Place, answer: LookupAnswer) -> Move:
    """Put the result, or the fallback, where the step says, and go on."""
    name = step.into.removeprefix("run.")
    match answer:
        case Found():
            enrolment.run[name] = answer.result
            enrolment.run[step.id] = {"outcome": "ok"}
        case NotFound():
            enrolment.run[name] = step.fallback
            enrolment.run[step.id] = {"outcome": "fallback"}
        case _:
            assert_never(answer)
    return Go(place.next)
