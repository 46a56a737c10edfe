"""What is known to come for a customer: what is held, what departments plan, and what her journeys send next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.customer.state import Enrolment, Planned, Proposal
from engine.language.message import Message
from engine.language.terms import Channel, Origin, Purpose
from engine.moment import Moment
from engine.policy.contents import message_of
from engine.policy.next_send import next_send


@dataclass(frozen=True, slots=True)
class Known:
    """A message that comes if nothing else happens; what selectors look at, on the first channel that it may try."""

    id: str
    """the message id that it has or will have; of a planned one the id that it was reported under"""
    when: datetime | None
    """never earlier than now; None: it is held, and nobody knows until when"""
    message: str
    purpose: Purpose
    department: str
    origin: Origin
    channel: Channel
    channels: tuple[Channel, ...]
    """all that it may try, in order"""
    priority: int
    journey: str | None = None
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    definition: Message | None = None
    """None: a department sends it by a system of its own, past these rules"""
    proposal: Proposal | None = None
    """what is before the decision point, or will be; None with `definition`"""
    enrolment: Enrolment | None = None
    """its enrolment, as it will stand then"""

    def on(self, channel: Channel) -> "Known":
        """The same message on another of its channels."""
        return replace(self, channel=channel)


def known_to_come(moment: Moment, proposal: Proposal) -> tuple[Known, ...]:
    """In order of time, what nobody knows the time of last; changes nothing.

    What can only follow the proposal is left out: later messages of its own enrolment wait for it.
    """
    found = [
        *_before_the_decision(moment, proposal),
        *(_planned(one) for one in moment.state.planned if one.decided_at > moment.now),
        *_of_journeys(moment, proposal),
    ]
    return tuple(sorted(found, key=lambda one: (one.when is None, one.when or moment.now, one.id)))


def _before_the_decision(moment: Moment, but: Proposal) -> Iterator[Known]:
    """Held, or due in this activation and not decided yet."""
    proposals = moment.state.proposals
    if len(proposals) < 2:
        return
    for one in proposals:
        if one.id == but.id or one.stands not in ("due", "held") or one.cancelled is not None or _after(one, but):
            continue
        when = _comes(moment, one, proposals)
        if (when or moment.now) < one.expires:
            yield _known(one, message_of(moment, one), when, moment.state.enrolment(one.enrolment_id))


def _after(one: Proposal, but: Proposal) -> bool:
    """Messages of one enrolment leave in the order of its steps."""
    return one.enrolment_id is not None and one.enrolment_id == but.enrolment_id and one.visit > but.visit


def _comes(moment: Moment, one: Proposal, proposals: Sequence[Proposal]) -> datetime | None:
    """When it is decided again, and not before what it waits for in its own enrolment."""
    times = [_ripe(moment, one)]
    times += [_ripe(moment, other) for other in proposals if _after(one, other)]
    return None if None in times else max(time for time in times if time is not None)


def _ripe(moment: Moment, one: Proposal) -> datetime | None:
    named = max((time for time in (one.until, one.not_before) if time is not None), default=None)
    if named is not None:
        return max(named, moment.now)
    return None if one.rule is not None else moment.now


def _planned(one: Planned) -> Known:
    return Known(
        id=one.id,
        when=one.decided_at,
        message=one.message,
        purpose=one.purpose,
        department=one.department,
        origin=one.origin,
        channel=one.channel,
        channels=(one.channel,),
        priority=one.priority,
        journey=one.journey,
        tags=one.tags,
        topics=one.topics,
    )


def _of_journeys(moment: Moment, but: Proposal) -> Iterator[Known]:
    for enrolment in moment.state.enrolments:
        if enrolment.id == but.enrolment_id:
            continue  # it stands at the proposal, or what it sends next leaves after it
        coming = next_send(moment, enrolment)
        if coming is not None:
            proposal, at = coming.proposal, coming.enrolment
            definition = message_of(moment, proposal)
            yield _known(proposal, definition, max(proposal.due, moment.now), at)


def _known(proposal: Proposal, message: Message, when: datetime | None, enrolment: Enrolment | None) -> Known:
    channels = tuple(one for one in message.channels if proposal.channels is None or one in proposal.channels)
    return Known(
        id=proposal.id,
        when=when,
        message=proposal.message,
        purpose=message.purpose,
        department=proposal.department,
        origin=proposal.origin,
        channel=(channels or message.channels)[0],
        channels=channels,
        priority=proposal.priority,
        journey=proposal.journey,
        tags=message.tags,
        topics=message.topics,
        definition=message,
        proposal=proposal,
        enrolment=enrolment,
    )
