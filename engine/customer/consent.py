"""Consents as they stand: a denial holds until a later grant of the same or a narrower scope."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol

from engine.contracts.inputs import ConsentChange, Track
from engine.contracts.journal import ConsentRecorded
from engine.contracts.unsubscribing import CONFIRM_FOR
from engine.customer.marks import KeptConsent
from engine.customer.notes import note
from engine.identity import digest
from engine.language.consents import CONSENT_PENDING
from engine.language.terms import MARKETING, Channel, Purpose
from engine.moment import Moment

_ASKED_FOR = timedelta(seconds=CONFIRM_FOR)

Standing = Literal["unknown", "pending", "granted", "denied"]

UNSUBSCRIBED = "unsubscribed"
STOPPED = "stopped"
"""Sources of what a provider or the customer takes back by another word."""


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


def take_in(moment: Moment, change: ConsentChange, at: datetime, source: str, *, backfill: bool = False) -> None:
    """What a customer or a department says of a consent; a grant may need to be confirmed first.

    `source` is the id of what says so: the derived triggers' ids are made of it.
    """
    asked_before = [one for one in moment.state.consents if one.status == "pending"]
    if change.status != "granted":
        keep(moment, change, at)
    elif change.confirmed:
        _confirm(moment, change, at)
    else:
        _ask_to_confirm(moment, change, at)
    new = [one for one in moment.state.consents if one.status == "pending" and one not in asked_before]
    moment.raise_triggers(_pending(one, source, backfill=backfill) for one in new)


def _pending(consent: KeptConsent, source: str, *, backfill: bool) -> Track:
    scope = {"channel": consent.channel, "purpose": consent.purpose, "topic": consent.topic}
    return Track(
        id=digest("pending", source, *(str(value or "") for value in scope.values())),
        type=CONSENT_PENDING,
        at=consent.at,
        properties={name: str(value) for name, value in scope.items() if value is not None},
        backfill=backfill,
    )


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
    unknown = [one for one in waiting if not _decided(moment.state.consents, one, at)]
    if change.channel not in asked:
        keep(moment, change, at)
    for one in unknown:
        keep(moment, one, at)


def _asking(moment: Moment, change: ConsentChange) -> list[Channel]:
    """The channels of its scope on which a grant has to be confirmed."""
    return [one for one in moment.policy.consent.double_opt_in if change.channel in (None, one)]


def _decided(consents: Iterable[KeptConsent], scope: ConsentChange, at: datetime) -> bool:
    """Whether it is granted by a consent of this scope or a broader one, denied on this very channel, or asked for
    by a link that still works."""
    covering = [one for one in consents if _within(scope, one)]
    if any(one.status == "denied" and one.channel == scope.channel for one in covering):
        return True
    pending = [one for one in covering if one.status == "pending"]
    if any(_within(one, scope) and at - one.at < _ASKED_FOR for one in pending):
        return True
    waits = bool(pending)
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
    same = _same(moment, change)
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
            proof=change.proof,
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


def stop(moment: Moment, channel: Channel, at: datetime) -> None:
    """She wants nothing on a channel any more; what she granted on it stays on record under it, for `start`."""
    scope = ConsentChange(status="denied", channel=channel, source=STOPPED)
    same = _same(moment, scope)
    if same is not None and same.status == "denied":
        return  # her own word, which no `start` takes back
    if same is not None and same.status == "granted":
        for purpose in sorted(Purpose):
            granted = ConsentChange(status="granted", purpose=purpose, channel=channel, source=same.source)
            if _same(moment, granted) is None:
                keep(moment, granted, same.at)
    keep(moment, scope, at)


def start(moment: Moment, channel: Channel, at: datetime) -> None:
    """What `stop` withdrew stands again as it did."""
    scope = ConsentChange(status="unknown", channel=channel, source="started")
    same = _same(moment, scope)
    if same is not None and same.source == STOPPED:
        keep(moment, scope, at)


def opt_in_again(moment: Moment, channel: Channel | None, at: datetime) -> None:
    """She takes back what she said by `opt_out` with the source `unsubscribed`."""
    for one in [one for one in moment.state.consents if one.channel == channel and one.source == UNSUBSCRIBED]:
        if one.status == "denied":
            again = ConsentChange(
                status="granted", purpose=one.purpose, channel=channel, topic=one.topic, source="resubscribed"
            )
            keep(moment, again, at)


def _same(moment: Moment, scope: _Scope) -> KeptConsent | None:
    wanted = (scope.purpose, scope.channel, scope.topic)
    return next((one for one in moment.state.consents if (one.purpose, one.channel, one.topic) == wanted), None)
