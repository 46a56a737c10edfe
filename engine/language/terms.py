"""The sets of words that definitions, decisions and the ledger share."""

import re
from enum import StrEnum
from typing import Final, Literal

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

Origin = Literal["journey", "broadcast", "department", "operator"]


class Purpose(StrEnum):
    TRANSACTIONAL = "transactional"
    SERVICE = "service"
    LIFECYCLE = "lifecycle"
    PROMOTIONAL = "promotional"
    CONTENT = "content"
    SURVEY = "survey"


MARKETING = frozenset({Purpose.LIFECYCLE, Purpose.PROMOTIONAL, Purpose.CONTENT, Purpose.SURVEY})


_CHANNEL_NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")

MAX_OWN_CHANNELS: Final = 1_000
"""Names of a process; doors take names from outside, and every one is remembered."""


class Channel(StrEnum):
    """Where a message can go: these, and any other that a team names in its policy and gives an adapter."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    MAIL = "mail"
    CALL = "call"
    ADVISER = "adviser"
    STORE = "store"
    TILL = "till"
    WEBSITE = "website"
    INBOUND_CALL = "inbound_call"

    @classmethod
    def _missing_(cls, value: object) -> "Channel | None":
        """A team's own channel: the same name is the same member for as long as the process lives."""
        if not isinstance(value, str) or not _CHANNEL_NAME.fullmatch(value):
            return None
        if len(cls._value2member_map_) - len(cls.__members__) >= MAX_OWN_CHANNELS:
            return None
        own = str.__new__(cls, value)
        own._name_, own._value_ = value.upper(), value
        known = cls._value2member_map_.setdefault(value, own)
        return known if isinstance(known, cls) else None

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Any name is taken; an editor proposes those that are built in."""
        return {"anyOf": [handler(schema), {"type": "string", "pattern": f"^{_CHANNEL_NAME.pattern}$"}]}


BY_HAND = frozenset({Channel.MAIL, Channel.CALL, Channel.ADVISER, Channel.STORE})
"""Somebody carries out what goes there: done twice, she is called twice."""


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
