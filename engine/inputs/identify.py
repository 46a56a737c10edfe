"""Takes in a change of the profile: attributes, consents, and the triggers that follow from them."""

from engine.contracts.inputs import Identify, Track
from engine.customer import consent
from engine.customer.addresses import PREFERRED_CHANNEL, attribute_of
from engine.customer.profile import changed_type
from engine.journeys.changing import change
from engine.language.terms import Channel
from engine.moment import Moment

_BUILT_IN = frozenset({"zone", "country", "household", PREFERRED_CHANNEL}) | {
    attribute for channel in Channel if (attribute := attribute_of(channel)) is not None
}


def take_in(moment: Moment, identify: Identify) -> None:
    change(moment, identify.attributes, identify.at, identify.id, backfill=identify.backfill)
    for given in identify.consents:
        consent.take_in(moment, given, identify.at, identify.id, backfill=identify.backfill)


def as_identify(moment: Moment, track: Track) -> Identify | None:
    """A tracked `<attribute>_changed` of an attribute in the schema is a change of the profile."""
    known = (name for name in (*moment.schema.customer, *_BUILT_IN) if changed_type(name) == track.type)
    attribute = next(known, None)
    if attribute is None or "new" not in track.properties:
        return None
    return Identify(
        id=track.id,
        at=track.at,
        trace=track.trace,
        attributes={attribute: track.properties["new"]},
        backfill=track.backfill,
    )
