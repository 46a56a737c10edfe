"""The closed sets of words that definitions, decisions and the ledger share."""

from enum import StrEnum
from typing import Literal

Origin = Literal["journey", "broadcast", "department", "operator"]


class Purpose(StrEnum):
    TRANSACTIONAL = "transactional"
    SERVICE = "service"
    LIFECYCLE = "lifecycle"
    PROMOTIONAL = "promotional"
    CONTENT = "content"
    SURVEY = "survey"


MARKETING = frozenset({Purpose.LIFECYCLE, Purpose.PROMOTIONAL, Purpose.CONTENT, Purpose.SURVEY})


class Channel(StrEnum):
    """Where a message can go; which of them are built is what the worker was given adapters for."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    MAIL = "mail"
    CALL = "call"
    ADVISER = "adviser"
    STORE = "store"
    TILL = "till"
    WEBSITE = "website"


class Reason(StrEnum):
    """Why a proposal was not sent, an entry refused or a delivery ended; closed."""

    CONSENT_MISSING = "consent_missing"
    OPTED_OUT = "opted_out"
    SUPPRESSED = "suppressed"
    HOLDOUT = "holdout"
    NO_ADDRESS = "no_address"
    INVALID_ADDRESS = "invalid_address"
    NO_CHANNEL = "no_channel"
    CONFLICT = "conflict"
    BLOCKED = "blocked"
    CAP = "cap"
    LOWER_PRIORITY = "lower_priority"
    MIX = "mix"
    QUIET_HOURS = "quiet_hours"
    ZONE_UNKNOWN = "zone_unknown"
    CAPACITY = "capacity"
    GUARD = "guard"
    DUPLICATE = "duplicate"
    EXPIRED = "expired"
    LATE = "late"
    EXITED = "exited"
    CANCELLED = "cancelled"
    PAUSED = "paused"
    CONDITION_FALSE = "condition_false"
    CONTENT_ERROR = "content_error"
    LOOKUP_FAILED = "lookup_failed"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_ALLOWED_HERE = "not_allowed_here"
    LIMIT = "limit"
    ERASED = "erased"


class EntryRefusal(StrEnum):
    """Why a journey was not entered although its trigger came; closed."""

    ALREADY_IN = "already_in"
    NEVER_AGAIN = "never_again"
    TOO_SOON = "too_soon"
    TOO_OLD = "too_old"
    KEY_MISSING = "key_missing"
    EXIT_CONDITION_TRUE = "exit_condition_true"
    PAUSED = "paused"
    ROLLOUT = "rollout"
    LIMIT = "limit"
