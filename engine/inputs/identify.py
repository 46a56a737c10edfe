"""Takes in a change of the profile: attributes, consents, and the triggers that follow from them."""

from engine.contracts.inputs import Identify, Track
from engine.customer import consent, profile
from engine.customer.addresses import attribute_of
from engine.journeys.steps import wait
from engine.language.steps import Wait
from engine.language.terms import Channel
from engine.language.waits import BetweenWait, CalendarWait, DateWait, DaysWait, UntilWait
from engine.moment import Moment
from engine.policy.table import look_at_held_again

_LOCAL = (BetweenWait, CalendarWait, DateWait, DaysWait, UntilWait)


def take_in(moment: Moment, identify: Identify) -> None:
    zones = moment.zones
    changed = profile.write(moment, identify.attributes, identify.at, identify.id)
    for change in identify.consents:
        consent.keep(moment, change, identify.at)
    moment.raise_triggers(
        track.model_copy(update={"backfill": True}) if identify.backfill else track for track in changed
    )
    if moment.zones != zones:
        aim_again(moment)
    if changed or identify.consents:
        look_at_held_again(moment)


def as_identify(moment: Moment, track: Track) -> Identify | None:
    """A tracked `<attribute>_changed` of an attribute in the schema is a change of the profile."""
    attribute = track.type.removesuffix("_changed")
    known = attribute in moment.schema.customer or attribute in map(attribute_of, Channel)
    if attribute == track.type or not known or "new" not in track.properties:
        return None
    return Identify(
        id=track.id,
        at=track.at,
        trace=track.trace,
        attributes={attribute: track.properties["new"]},
        backfill=track.backfill,
    )


def aim_again(moment: Moment) -> None:
    """Another zone: local targets are computed again from the instant the step began."""
    for enrolment in moment.state.enrolments:
        program = moment.program(enrolment.version)
        step = program.places[enrolment.step].step
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
