"""The steps that choose a way: branch, split, start of another journey, end."""

from typing import assert_never

from engine.contracts.journal import Drawn
from engine.customer.notes import note
from engine.customer.state import Enrolment
from engine.identity import bucket, digest
from engine.journeys import facts
from engine.journeys.enter import EntryRequest, enter
from engine.journeys.moves import Go, Leave, Move
from engine.journeys.program import Place
from engine.language.steps import Branch, End, Split, SplitArm, Start, StepForm
from engine.moment import Moment


def perform(moment: Moment, enrolment: Enrolment, step: Branch | Split | Start | End, place: Place) -> Move:
    match step:
        case Branch():
            return _into(_arm(moment, enrolment, step), place)
        case Split():
            return _into(_taken(moment, enrolment, step).steps, place)
        case Start():
            _start(moment, enrolment, step)
            return Go(place.next)
        case End():
            return Leave(step.end)
        case _:
            assert_never(step)


def _into(steps: tuple[StepForm, ...], place: Place) -> Move:
    return Go(steps[0].id if steps else place.next)


def _arm(moment: Moment, enrolment: Enrolment, step: Branch) -> tuple[StepForm, ...]:
    within = facts.scope(moment, enrolment)
    for arm in step.branch:
        if facts.holds(arm.when, within):
            return arm.steps
    return step.otherwise


def _taken(moment: Moment, enrolment: Enrolment, step: Split) -> SplitArm:
    """The arm drawn, on record: what came of each is compared."""
    arm = _drawn(moment, enrolment, step)
    note(
        moment.state,
        Drawn(
            seq=0,
            at=moment.now,
            enrolment_id=enrolment.id,
            journey=enrolment.journey,
            version=enrolment.version,
            step=step.id,
            arm=arm.name,
        ),
    )
    return arm


def _drawn(moment: Moment, enrolment: Enrolment, step: Split) -> SplitArm:
    """The arm drawn once and kept for life; a name that a later version dropped is drawn again."""
    kept = kept_arm(moment, enrolment, step)
    if kept is not None:
        return kept
    arm = _by_bucket(step, bucket(step.split.salt, moment.state.customer_id))
    moment.state.arms[_drawn_for(enrolment, step)] = arm.name
    return arm


def kept_arm(moment: Moment, enrolment: Enrolment, step: Split) -> SplitArm | None:
    """The arm that was drawn for her before; None: the split was never taken."""
    name = moment.state.arms.get(_drawn_for(enrolment, step))
    return next((arm for arm in step.split.arms if arm.name == name), None)


def _drawn_for(enrolment: Enrolment, step: Split) -> str:
    return digest("arm", enrolment.journey, step.id, step.split.salt)[:16]


def _by_bucket(step: Split, place: int) -> SplitArm:
    upper = 0
    for arm in step.split.arms:
        upper += round(arm.share * 10_000)
        if place < upper:
            return arm
    return step.split.arms[-1]


def _start(moment: Moment, enrolment: Enrolment, step: Start) -> None:
    version = moment.catalogue.journeys.get(step.start)
    if version is None or moment.program(version).journey.status == "closing":
        return  # the journey was withdrawn or closed after this version was pinned
    within = facts.scope(moment, enrolment)
    request = EntryRequest(
        cause="journey",
        trigger_id=f"{enrolment.id}:{step.id}:{enrolment.visit}",
        event={name: facts.worth(value, within) for name, value in step.args.items()},
        event_at=moment.at,
    )
    enter(moment.shifted(moment.at, moment.hops + 1), moment.program(version), request)
