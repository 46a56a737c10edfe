"""What has to be said so that an agreement holds, whatever was denied before."""

from collections.abc import Iterable
from datetime import datetime

from engine.contracts.inputs import ConsentChange
from engine.customer.marks import KeptConsent
from engine.language.terms import MARKETING, Channel, Purpose


def agreed(
    consents: Iterable[KeptConsent],
    channel: Channel,
    *,
    source: str,
    purpose: Purpose | None = None,
    topic: str | None = None,
    confirmed: bool = False,
    since: datetime | None = None,
) -> list[ConsentChange]:
    """Of all purposes, and by itself of each that was denied (before `since`): only a grant of the same purpose
    lifts that."""
    denied = {
        one.purpose
        for one in consents
        if one.status == "denied"
        and one.channel in (None, channel)
        and one.topic == topic
        and (since is None or one.at < since)
    }
    purposes: tuple[Purpose | None, ...] = (None, *sorted(MARKETING & denied)) if purpose is None else (purpose,)
    return [
        ConsentChange(status="granted", purpose=one, channel=channel, topic=topic, source=source, confirmed=confirmed)
        for one in purposes
    ]


def denied(channel: Channel | None, source: str) -> list[ConsentChange]:
    """No marketing on a channel, or on any."""
    return [
        ConsentChange(status="denied", purpose=purpose, channel=channel, source=source) for purpose in sorted(MARKETING)
    ]
