"""The instant that the engine is working on: the state, the definitions and two times."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.contracts.inputs import Track
from engine.contracts.ports import PartMissing
from engine.customer.state import CustomerState, Proposal
from engine.definitions import Definitions
from engine.journeys.program import Program
from engine.language.catalogue import Catalogue
from engine.language.policy import Policy
from engine.language.schema import Schema
from engine.localtime.zones import ZoneSet, zone_named, zones_of

_UTC = ZoneInfo("UTC")

MAX_HOPS = 32
"""How deep a cascade of entries within one instant may get before it is refused."""

MAX_CASCADE = 200
"""How many entries the cascades of one activation may have together: a tree grows wide before it grows deep."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A derived trigger and how deep in a cascade it lies."""

    track: Track
    hops: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """An enrolment (by id) that has to be brought to a step (None: off the end), and how deep in a cascade."""

    enrolment_id: str
    step: str | None
    hops: int


@dataclass(slots=True)
class Cascade:
    """What the customer's own changes have brought about in this activation."""

    entries: int = 0
    cut: bool = False


@dataclass(slots=True)
class Moment:
    """`at` is the exact instant that acts (a deadline, an arrival); `now` is the activation's time, never earlier."""

    state: CustomerState
    definitions: Definitions
    at: datetime
    now: datetime
    trace: str | None = None
    arriving: deque[Arrival] = field(default_factory=deque)
    raised: deque["Raised"] = field(default_factory=deque)
    """triggers that the customer's own changes gave rise to, not absorbed yet"""
    overdue: deque[str] = field(default_factory=deque)
    """enrolments whose wait turned out to be past, by a change of zone"""
    closed: deque[Proposal] = field(default_factory=deque)
    """proposals that just became sent or dropped, whose enrolments may go on"""
    hops: int = 0
    """how many entries deep the current change lies in a cascade"""
    cascade: Cascade = field(default_factory=Cascade)
    news: bool = False
    """something was sent or dropped since what is held was last looked at"""
    foreseen: dict[str, object] = field(default_factory=dict)
    """what was worked out about the messages to come, as long as nothing is decided that changes it"""

    def shifted(self, at: datetime, hops: int = 0) -> "Moment":
        """The same activation at another exact instant or depth."""
        return replace(self, at=at, hops=hops)

    def bring(self, enrolment_id: str, step: str | None) -> None:
        """Have an enrolment go on at a step as soon as what is under way is done, in the same instant."""
        self.arriving.append(Arrival(enrolment_id, step, self.hops))

    def raise_triggers(self, tracks: Iterable[Track]) -> None:
        """Have triggers absorbed as soon as what is under way is done, in the same instant."""
        self.raised.extend(Raised(track, self.hops + 1) for track in tracks)

    @property
    def catalogue(self) -> Catalogue:
        if self.state.catalogue == 0:
            raise PartMissing("no catalogue is published: run `twostep publish` first")
        return self.definitions.catalogue(self.state.catalogue)

    @property
    def policy(self) -> Policy:
        return self.definitions.policy(self.state.catalogue)

    @property
    def schema(self) -> Schema:
        return self.definitions.schema(self.state.catalogue)

    def program(self, version: str) -> Program:
        return self.definitions.program(version)

    @property
    def zones(self) -> ZoneSet:
        """What is known of where the customer is."""
        return zones_of(self.state.attributes)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which local times are taken: the customer's, or the organisation's."""
        return self.zones.main_zone or zone_named(self.policy.zone) or _UTC
