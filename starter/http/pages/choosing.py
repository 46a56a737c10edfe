"""What a customer can choose on the preference page: as it stands, as a form says it, and what that changes."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from engine.contracts.inputs import ConsentChange
from engine.language.preferences import AS_IT_COMES, Preferences
from engine.language.terms import Channel
from engine.model import Attributes, Frozen
from starter.http.pages.agreeing import agreed, denied
from starter.http.pages.standing import Standing

SOURCE = "preference page"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EVERYTHING = "everything"
"""the value of the button that unsubscribes from everything"""

Form = Mapping[str, Sequence[str]]
"""Every field of a form with all of its values."""
Fault = Literal["no_date", "date_past", "date_late", "no_choice"]
Faults = dict[str, Fault]
"""Field → the word that says what is wrong with it."""


class Chosen(Frozen):
    """The state of every field."""

    channels: frozenset[Channel] = frozenset()
    topics: frozenset[str] = frozenset()
    frequency: str = AS_IT_COMES
    paused_until: str = ""
    interests: frozenset[str] = frozenset()
    language: str = ""


def stands(page: Preferences, standing: Standing, came_over: Channel) -> Chosen:
    """What the page shows before anything is changed."""
    limit = _group(standing).get("max_per_week")
    taken = tuple(one for one in page.channels if standing.channel(one) == "on")
    return Chosen(
        channels=frozenset(one for one in page.channels if standing.channel(one) != "off"),
        topics=frozenset(one for one in page.topics if standing.topic(one, taken or (came_over,))),
        frequency=AS_IT_COMES if limit is None else f"{limit:g}" if isinstance(limit, int | float) else "",
        paused_until=_day(_group(standing).get("paused_until")),
        interests=frozenset(set(page.interests) & set(_interests(standing))),
        language=str(standing.attributes.get("language") or ""),
    )


def read_form(page: Preferences, form: Form, before: Chosen, today: date) -> tuple[Chosen, Faults]:
    """What is not offered is a fault; a choice that was not made stays as it was."""
    faults: Faults = {}
    chosen = Chosen(
        channels=frozenset(one for one in page.channels if one.value in form.get("channel", ())),
        topics=frozenset(page.topics) & frozenset(form.get("topic", ())),
        frequency=_one(form, "frequency", before.frequency),
        paused_until=_one(form, "paused_until", before.paused_until).strip(),
        interests=frozenset(page.interests) & frozenset(form.get("interest", ())),
        language=_one(form, "language", before.language),
    )
    if chosen.frequency not in (AS_IT_COMES, before.frequency, *map(str, page.frequency)):
        faults["frequency"] = "no_choice"
    if chosen.language not in (before.language, *page.languages):
        faults["language"] = "no_choice"
    if page.pause is not None and (fault := _wrong_day(chosen.paused_until, before, today, page.pause)):
        faults["paused_until"] = fault
    return chosen, faults


def latest(page: Preferences, today: date) -> date:
    """The last day up to which a break can be."""
    return today + (page.pause or timedelta())


def attributes_of(page: Preferences, before: Chosen, chosen: Chosen, standing: Standing) -> Attributes:
    """What changes in the profile; null removes."""
    changed: Attributes = {}
    group = dict(_group(standing))
    if page.frequency and chosen.frequency != before.frequency:
        group.pop("max_per_week", None)
        if chosen.frequency != AS_IT_COMES:
            group["max_per_week"] = int(chosen.frequency)
    if page.pause is not None and chosen.paused_until != before.paused_until:
        group.pop("paused_until", None)
        if chosen.paused_until:
            group["paused_until"] = chosen.paused_until
    if group != _group(standing):
        changed["preferences"] = {**group} or None
    if page.interests and chosen.interests != before.interests:
        others = [one for one in _interests(standing) if one not in page.interests]
        changed["interests"] = [*others, *(one for one in page.interests if one in chosen.interests)]
    if page.language and chosen.language and chosen.language != before.language:
        changed["language"] = chosen.language
    return changed


def consents_of(
    page: Preferences, before: Chosen, chosen: Chosen, standing: Standing, came_over: Channel
) -> list[ConsentChange]:
    """What she agrees to and what she takes back; who came over a channel has its address."""
    changes: list[ConsentChange] = []
    for channel in page.channels:
        if channel in before.channels - chosen.channels:
            changes += denied(channel, SOURCE)
        elif channel in chosen.channels and (channel not in before.channels or _confirms(standing, channel, came_over)):
            changes += agreed(standing.consents, channel, source=SOURCE, confirmed=channel == came_over)
    # Of the channels that she does not take it would be an agreement that she did not give.
    taken = sorted(chosen.channels or {came_over})
    for topic in page.topics:
        if topic in before.topics - chosen.topics:
            changes.append(ConsentChange(status="denied", topic=topic, source=SOURCE))
        for channel in taken if topic in chosen.topics else ():
            new = topic not in before.topics or channel not in before.channels
            if new and not standing.topic(topic, (channel,)):
                confirmed = channel == came_over
                changes += agreed(standing.consents, channel, topic=topic, source=SOURCE, confirmed=confirmed)
    return changes


def everything() -> list[ConsentChange]:
    """No marketing on any channel."""
    return denied(None, SOURCE)


def _confirms(standing: Standing, channel: Channel, came_over: Channel) -> bool:
    """What waits for a confirmation has one when she saves it from the address itself."""
    return channel == came_over and standing.channel(channel) == "pending"


def _wrong_day(written: str, before: Chosen, today: date, most: timedelta) -> Fault | None:
    if not written or written == before.paused_until:
        return None
    if not _DAY.fullmatch(written):
        return "no_date"
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return "no_date"
    if day <= today:
        return "date_past"
    return "date_late" if day > today + most else None


def _one(form: Form, field: str, otherwise: str) -> str:
    return next(iter(form.get(field, ())), otherwise)


def _group(standing: Standing) -> Attributes:
    group = standing.attributes.get("preferences")
    return group if isinstance(group, dict) else {}


def _interests(standing: Standing) -> list[str]:
    found = standing.attributes.get("interests")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _day(value: object) -> str:
    """A date as it is kept, or the day of an instant."""
    if not isinstance(value, str):
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(value).astimezone(UTC).date().isoformat()
    except ValueError:
        return ""
