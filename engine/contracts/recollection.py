"""What the ledger knows of a customer: the answer of `recall`."""

from typing import Literal

from pydantic import Field

from engine.contracts.inputs import ConsentChange, Track
from engine.contracts.journal import DirectoryRow, Profile
from engine.language.reactions import CallOutcome, Reaction
from engine.language.terms import Channel, Origin, Purpose
from engine.model import Frozen, Instant


class RecalledConsent(Frozen):
    consent: ConsentChange
    at: Instant


class RecalledSuppression(Frozen):
    channel: Channel
    address: str
    scope: Literal["marketing", "everything"]


class RecalledSend(Frozen):
    """A message of the last 91 days that takes a place: accepted, unknown, or a department's."""

    message_id: str
    message: str
    purpose: Purpose
    department: str
    channel: Channel
    journey: str | None = None
    enrolment_id: str | None = None
    step: str | None = None
    decided_at: Instant
    sent_at: Instant
    unknown: bool = False
    reactions: dict[Reaction, Instant] = Field(default_factory=dict)
    """what was said of it → when that was so first, by event time"""
    machine: bool = False
    """a machine opened it or followed its links"""
    call: CallOutcome | None = Field(default=None, exclude_if=lambda outcome: outcome is None)
    origin: Origin = "journey"
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    priority: int = 50
    shadow: bool = False
    """it was decided and not sent"""
    elsewhere: bool = False
    """a department sent it, or is going to at `sent_at`, by a system of its own"""
    lapses: Instant | None = None
    """it is only reserved for its department, up to then"""


class RecalledExit(Frozen):
    """The newest enrolment of a journey and key: entered, and ended (None: it ran when the ledger last heard)."""

    journey: str
    key: str
    versions: tuple[str, ...] = ()
    """every version it was ever entered in under this key: one of them may allow it once in a life"""
    entered_at: Instant
    ended_at: Instant | None = None


class Recollection(Frozen):
    """Everything that must survive an operator's terminate or reset."""

    life: str = ""
    """the run that asked; what is noted from now on is numbered in this life"""
    catalogue: int
    next_seq: int = 0
    erased: bool = False
    profile: Profile | None = None
    consents: tuple[RecalledConsent, ...] = ()
    suppressions: tuple[RecalledSuppression, ...] = ()
    sends: tuple[RecalledSend, ...] = ()
    """what counts as sent, is reserved or planned, in order of decision"""
    freed: tuple[str, ...] = ()
    """messages of departments whose place was released, or lapsed, by id"""
    entries: tuple[RecalledExit, ...] = ()
    running: tuple[DirectoryRow, ...] = ()
    """enrolments that the directory believes to be running"""
    triggers: tuple[Track, ...] = ()
    """the newest triggers of each type, oldest first: the memory"""
    inputs: tuple[str, ...] = Field(default=(), max_length=512)
    """ids of the newest inputs absorbed within 7 days"""
