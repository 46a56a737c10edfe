"""Consents as they stand: a denial holds until a later grant of the same or a narrower scope."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, Protocol

from engine.contracts.inputs import ConsentChange
from engine.contracts.journal import ConsentRecorded
from engine.customer.marks import KeptConsent
from engine.customer.notes import note
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
        (grant.at > denial.at or denial.status == "pending")  # who is asked for more loses nothing by it
        and denial.purpose in (None, grant.purpose)
        and denial.channel in (None, grant.channel)
        and denial.topic in (None, grant.topic)
    )


def take_in(moment: Moment, change: ConsentChange, at: datetime) -> None:
    """What a customer or a department says of a consent; a grant may need to be confirmed first."""
    if change.status != "granted":
        keep(moment, change, at)
    elif change.confirmed:
        _confirm(moment, change, at)
    else:
        _ask_to_confirm(moment, change, at)


def _confirm(moment: Moment, change: ConsentChange, at: datetime) -> None:
    """Everything within its scope that waited for a confirmation has it, and so has each channel that asks for one."""
    asking = [change.model_copy(update={"channel": one}) for one in _asking(moment, change)]
    waited = [one for one in moment.state.consents if one.status == "pending" and _within(one, change)]
    given = [change, *asking, *(_narrowed(change, one) for one in waited)]
    for one in {(each.purpose, each.channel, each.topic): each for each in given}.values():
        keep(moment, one, at)


def _ask_to_confirm(moment: Moment, change: ConsentChange, at: datetime) -> None:
    """On channels with double opt-in it is pending; what was granted or denied there stays as it is."""
    asked = _asking(moment, change)
    waiting = [change.model_copy(update={"channel": channel, "status": "pending"}) for channel in asked]
    unknown = [one for one in waiting if not _decided(moment.state.consents, one)]
    if change.channel not in asked:
        keep(moment, change, at)
    for one in unknown:
        keep(moment, one, at)


def _asking(moment: Moment, change: ConsentChange) -> list[Channel]:
    """The channels of its scope on which a grant has to be confirmed."""
    return [one for one in moment.policy.consent.double_opt_in if change.channel in (None, one)]


def _decided(consents: Iterable[KeptConsent], scope: ConsentChange) -> bool:
    """Whether it is granted by a consent of this scope or a broader one, or denied on this very channel."""
    covering = [one for one in consents if _within(scope, one)]
    if any(one.status == "denied" and one.channel == scope.channel for one in covering):
        return True
    waits = any(one.status == "pending" for one in covering)
    return not waits and any(one.status == "granted" for one in covering)


class _Scope(Protocol):
    @property
    def purpose(self) -> Purpose | None: ...
    @property
    def channel(self) -> Channel | None: ...
    @property
    def topic(self) -> str | None: ...


def _within(inner: _Scope, outer: _Scope) -> bool:
    return (
        outer.purpose in (None, inner.purpose)
        and outer.channel in (None, inner.channel)
        and outer.topic in (None, inner.topic)
    )


def _narrowed(change: ConsentChange, to: _Scope) -> ConsentChange:
    return change.model_copy(update={"purpose": to.purpose, "channel": to.channel, "topic": to.topic})


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
