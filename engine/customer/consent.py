"""Consents as they stand: a denial holds until a later grant of the same or a narrower scope."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from engine.contracts.inputs import ConsentChange
from engine.contracts.journal import ConsentRecorded
from engine.customer.notes import note
from engine.customer.state import KeptConsent
from engine.language.terms import MARKETING, Channel, Purpose
from engine.moment import Moment

Standing = Literal["unknown", "pending", "granted", "denied"]


def standing(
    consents: Iterable[KeptConsent], purpose: Purpose, channel: Channel, topics: Sequence[str]
) -> tuple[Standing, KeptConsent | None]:
    """What holds for a purpose, a channel and a message's topics, and the consent that says so."""
    matching = [one for one in consents if _matches(one, purpose, channel, topics)]
    grants = [one for one in matching if one.status == "granted"]
    for status in ("denied", "pending"):
        for one in matching:
            if one.status == status and not any(_lifts(grant, one) for grant in grants):
                return one.status, one
    newest = max(grants, key=lambda one: one.at, default=None)
    return ("unknown", None) if newest is None else ("granted", newest)


def _matches(consent: KeptConsent, purpose: Purpose, channel: Channel, topics: Sequence[str]) -> bool:
    return (
        consent.purpose in (None, purpose)
        and consent.channel in (None, channel)
        and (consent.topic is None or consent.topic in topics)
    )


def _lifts(grant: KeptConsent, denial: KeptConsent) -> bool:
    return (
        grant.at > denial.at
        and denial.purpose in (None, grant.purpose)
        and denial.channel in (None, grant.channel)
        and denial.topic in (None, grant.topic)
    )


def keep(moment: Moment, change: ConsentChange, at: datetime) -> None:
    """Take in a consent as of `at`; of the same scope the last one by event time counts."""
    state = moment.state
    scope = (change.purpose, change.channel, change.topic)
    same = next((one for one in state.consents if (one.purpose, one.channel, one.topic) == scope), None)
    if same is not None:
        if same.at > at:
            return
        state.consents.remove(same)
    state.consents.append(
        KeptConsent(
            status=change.status,
            purpose=change.purpose,
            channel=change.channel,
            topic=change.topic,
            at=at,
            source=change.source,
        )
    )
    note(state, ConsentRecorded(seq=0, at=moment.now, consent=change, event_at=at))


def opt_out(moment: Moment, channel: Channel | None, topic: str | None, at: datetime, source: str) -> None:
    """Withdraw all marketing on a channel, or on all for None (or of one topic of it)."""
    for purpose in sorted(MARKETING):
        keep(
            moment,
            ConsentChange(status="denied", purpose=purpose, channel=channel, topic=topic, source=source),
            at,
        )
