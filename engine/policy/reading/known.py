"""What is known to come for a customer: what is held, what departments plan, and what her journeys send next."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from engine.customer.places import Planned
from engine.customer.state import Enrolment, Proposal
from engine.customer.visits import PRESENCE
from engine.language.message import Message
from engine.language.terms import Channel, Origin, Purpose
from engine.moment import Moment
from engine.policy.contents import message_of
from engine.policy.order import rank
from engine.policy.reading.groups import are_of_one, beside
from engine.policy.reading.next_send import next_send


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


class Foresight:
    """All of a customer's at one moment, worked out when it is first asked for."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment

    @classmethod
    def kept(cls, moment: Moment) -> "Foresight":
        """The one of this activation, until something is decided that changes it."""
        found = moment.foreseen.get(cls.__name__)
        if not isinstance(found, cls):
            found = moment.foreseen[cls.__name__] = cls(moment)
        return found

    def beside(self, proposal: Proposal) -> tuple[Known, ...]:
        """What comes whatever becomes of the proposal: later messages of its own enrolment wait for it."""
        if self._nothing_beside(proposal):
            return ()
        return tuple(one for one in self._all if one.id != proposal.id and not _never_beside(one, proposal))

    def behind(self, proposal: Proposal) -> Collection[str]:
        """It, and what waits for it, directly or through others: to give way to those would be to wait for itself."""
        found = {proposal.id: proposal}
        more = [proposal]
        while more:
            others = [one.proposal for one in self._all if one.proposal is not None and one.id not in found]
            more = [one for one in others if _waits(one, found)]
            found |= {one.id: one for one in more}
        return found.keys()

    def _nothing_beside(self, proposal: Proposal) -> bool:
        state = self._moment.state
        return not state.planned and not state.enrolments and [one.id for one in state.proposals] == [proposal.id]

    @cached_property
    def _all(self) -> tuple[Known, ...]:
        """In order of time, what nobody knows the time of last."""
        moment = self._moment
        earlier = _Earlier(moment)
        found = [
            *_before_the_decision(moment, earlier),
            *(_planned(one) for one in moment.state.planned if one.decided_at > moment.now),
            *_of_journeys(moment, earlier),
        ]
        return tuple(sorted(found, key=lambda one: (one.when is None, one.when or moment.now, one.id)))


def _waits(one: Proposal, found: Mapping[str, Proposal]) -> bool:
    return any(id in found for id in one.behind) or any(leaves_after(one, other) for other in found.values())


def _never_beside(one: Known, proposal: Proposal) -> bool:
    """It comes after it, or in its place."""
    coming = one.proposal
    return coming is not None and (leaves_after(coming, proposal) or are_of_one(coming, proposal))


def _before_the_decision(moment: Moment, earlier: "_Earlier") -> Iterator[Known]:
    """Held, or due in this activation and not decided yet."""
    for one in moment.state.proposals:
        if one.stands not in ("due", "held") or one.cancelled is not None or one.slot is not None:
            continue  # one that may have arrived already counts once: by its place
        if any(rank(moment, other) < rank(moment, one) for other in beside(moment.state, one)):
            continue  # of those of which one goes the best stands for all
        if one.rule == PRESENCE and (one.stands == "held" or not moment.state.visits):
            continue  # it comes when she does
        when = earlier.latest(one, _ripe(moment, one))  # when it is decided again
        if (when or moment.now) < one.expires:
            yield _known(one, message_of(moment, one), when, moment.state.enrolment_of(one))


def leaves_after(one: Proposal, but: Proposal) -> bool:
    """Messages of one enrolment leave in the order of its steps."""
    same = one.enrolment_id is not None and one.enrolment_id == but.enrolment_id
    return same and one.visit > but.visit and not waits_for_her(but)


def waits_for_her(one: Proposal) -> bool:
    """It goes nowhere before she comes, or is before her eyes: nobody waits for that."""
    return (one.stands == "held" and one.rule == PRESENCE) or (one.stands == "reserved" and one.asked is None)


class _Earlier:
    """The messages of each enrolment that are before the decision point: none leaves before those before it."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._of: dict[str, list[Proposal]] = {}
        for one in moment.state.proposals:
            if one.enrolment_id is not None:
                self._of.setdefault(one.enrolment_id, []).append(one)

    def latest(self, one: Proposal, when: datetime | None) -> datetime | None:
        """`when`, and not before the earlier ones are decided again; None: nobody knows."""
        others = self._of.get(one.enrolment_id or "", ())
        return _latest([when, *(_ripe(self._moment, other) for other in others if leaves_after(one, other))])


def _latest(times: Sequence[datetime | None]) -> datetime | None:
    """None: one of them is not known."""
    known = [time for time in times if time is not None]
    return max(known) if len(known) == len(times) else None


def _ripe(moment: Moment, one: Proposal) -> datetime | None:
    if one.stands not in ("due", "held"):
        return moment.now  # on its way
    not_before = None if one.waits else one.not_before  # nobody knows when a pause for everybody is over
    named = max((time for time in (one.until, not_before) if time is not None), default=None)
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


def _of_journeys(moment: Moment, earlier: _Earlier) -> Iterator[Known]:
    for enrolment in moment.state.enrolments:
        coming = next_send(moment, enrolment)
        if coming is not None and not _waits_at_a_place(moment, coming.proposal):
            proposal, at = coming.proposal, coming.enrolment
            when = earlier.latest(proposal, max(proposal.due, moment.now))
            yield _known(proposal, message_of(moment, proposal), when, at)


def _waits_at_a_place(moment: Moment, proposal: Proposal) -> bool:
    """The first channel that it may try wakes nobody."""
    channels = message_of(moment, proposal).channels
    tried = (one for one in channels if proposal.channels is None or one in proposal.channels)
    return moment.policy.is_pull(next(tried, channels[0]))


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
