"""A change of the profile and everything that follows from it: derived triggers and local targets."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue

from engine.customer import profile
from engine.journeys.aiming import aim_again
from engine.moment import Moment


def change(
    moment: Moment, values: Mapping[str, JsonValue], at: datetime, source: str, *, backfill: bool = False
) -> None:
    """Write attributes as of `at` (null removes); `source` is the id of what writes."""
    zones = moment.zones
    changed = profile.write(moment, values, at, source)
    moment.raise_triggers(track.model_copy(update={"backfill": backfill}) for track in changed)
    if moment.zones != zones:
        aim_again(moment)
