"""How often a customer answers on a channel: now, and from when that is counted anew without anything coming in."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from engine.customer.state import Sent
from engine.language.reactions import ANSWERED_CALLS, SPOKEN_TO, Reaction
from engine.language.terms import MARKETING
from engine.model import Attributes

WINDOW = timedelta(days=90)
"""how long a delivery counts"""
SETTLES = timedelta(hours=72)
"""how old a delivery is when it counts although nothing was heard"""
FEWEST = 5
"""with fewer counted deliveries there is no rate"""

_HUMAN = frozenset({Reaction.OPENED, Reaction.CLICKED, Reaction.REPLIED, Reaction.ACCEPTED})
_SEEN = (Reaction.SHOWN, Reaction.ACCEPTED, Reaction.DECLINED)
"""What was seen arrived; who answers has seen it."""

Change = tuple[datetime, int, int]
"""From that instant so many more (or fewer) are counted, and so many of them answered."""


def rates(sent: Sequence[Sent], channel: str, now: datetime) -> Iterator[tuple[datetime, float | None]]:
    """The rate now (None: missing), and at each later instant at which it is counted anew, in order."""
    changes = [change for one in sent if one.channel == channel for change in _changes(one, now)]
    counted = answered = 0
    for at, together in groupby(sorted([*changes, (now, 0, 0)]), key=itemgetter(0)):
        for _, more, of_them_answered in together:
            counted += more
            answered += of_them_answered
        yield at, answered / counted if counted >= FEWEST else None


def rate(sent: Sequence[Sent], channel: str, now: datetime) -> tuple[float | None, datetime | None]:
    """The rate now, and the earliest instant at which the clock alone makes it another one (None: never)."""
    course = rates(sent, channel, now)
    _, current = next(course)
    return current, next((at for at, other in course if other != current), None)


def known(sent: Sequence[Sent], now: datetime) -> Attributes:
    """The rates of all channels that have one: what content reads as `customer.response`."""
    channels = sorted({one.channel for one in sent})
    found = {channel.value: next(rates(sent, channel, now))[1] for channel in channels}
    return {channel: rate for channel, rate in found.items() if rate is not None}


def counts_until(one: Sent) -> datetime | None:
    """When its delivery leaves the window; None as long as it is not known to be delivered."""
    delivered = one.reactions.get(Reaction.DELIVERED)
    if delivered is None:
        delivered = min((one.reactions[said] for said in _SEEN if said in one.reactions), default=None)
    if delivered is None and one.call in SPOKEN_TO:
        delivered = one.reactions.get(Reaction.CALL_OUTCOME)
    return None if delivered is None or one.purpose not in MARKETING else delivered + WINDOW


def _changes(one: Sent, now: datetime) -> Iterator[Change]:
    """When it begins to count (what has begun already, now) and when it leaves."""
    leaves = counts_until(one)
    if leaves is None or leaves <= now or Reaction.BOUNCED in one.reactions:
        return
    answered = not _HUMAN.isdisjoint(one.reactions) or one.call in ANSWERED_CALLS
    if one.machine and not answered:
        return
    settled = now if answered else leaves - WINDOW + SETTLES
    yield max(settled, now), 1, int(answered)
    yield leaves, -1, -int(answered)
