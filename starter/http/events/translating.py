"""Turns messages of the events API into inputs, judged by the tracking plan."""

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, assert_never
from uuid import uuid4

from pydantic_core import to_json

from audit.anonymous import anonymous_key
from engine.contracts.inputs import Identify, Track
from engine.identity import digest, is_address
from engine.language.schema import Property, Schema
from engine.model import Attributes
from starter.checks import check_size, check_type
from starter.errors import InputRefused
from starter.http.events.accepting import Incoming
from starter.http.events.everybody import check_open
from starter.http.events.messages import Message
from starter.http.events.naming import by_plan, lowered
from starter.tracking_plan import complaints

NOTHING_PLANNED = Schema(triggers={})
GROUP = "group_id"
"""The attribute that a group call sets."""
OF_EVERYBODY = "browser:"
"""Before the id of what came with a key that stands in a page."""

_LONGEST_ID = 200
_TRACE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_SAID_AGAIN = 60.0
_LOOKED_FOR = 3
"""messages of a request of which the names that were perhaps meant are looked for: nobody else is served meanwhile"""
_log = logging.getLogger(__name__)
_said: dict[str, float] = {}


@dataclass(frozen=True)
class Arriving:
    """What is known of the request that messages came with."""

    received: datetime
    sent: datetime | None
    backfill: bool
    trace: str | None

    @classmethod
    def of(cls, received: datetime, sent: datetime | None, backfill: bool, traceparent: str | None) -> "Arriving":
        trace = traceparent if traceparent is not None and _TRACE.fullmatch(traceparent) else None
        return cls(received, sent, backfill, trace)


@dataclass(frozen=True)
class Translator:
    """By one catalogue; `plan` is None where nothing is published yet."""

    customer_id: Callable[[str], str]
    plan: Schema | None
    tracking_plan: Literal["warn", "refuse"]
    closed: frozenset[str] = frozenset()
    """attributes that may not be said with this key"""
    everybody: bool = False
    """the key is one that anybody can have read: its ids stand apart, so that it uses up none of a service's"""
    complained: list[str] = field(default_factory=list)
    """what was wrong with the messages of the request so far, of each the first"""

    def incoming(self, message: Message, arriving: Arriving) -> Incoming | None:
        """What is to be stored; None where the message says nothing that is kept. Raises InputRefused."""
        owner = self._owner(message)
        entry = self._entry(message, arriving, owner)
        if entry is None:
            return None
        check_open(entry, self.closed)
        check_size(entry, "the properties" if isinstance(entry, Track) else "the traits")
        self._judge(entry)
        return Incoming(owner, entry, self._names(message))

    def _owner(self, message: Message) -> str:
        if message.user_id is not None:
            return self._customer(message.user_id, "userId")
        if message.anonymous_id is None or message.type == "alias":
            raise InputRefused("userId is missing: name the customer" + _OR_ANONYMOUS[message.type == "alias"])
        return anonymous_key(message.anonymous_id)

    def _customer(self, written: str, place: str) -> str:
        try:
            return self.customer_id(written)
        except InputRefused as error:
            if is_address(written):
                raise InputRefused(
                    f"{place} is an address, and ids stand in places that are never encrypted: send your own opaque "
                    "id, or set ID_HASH_KEY to have one made from it"
                ) from error
            raise InputRefused(
                f"{place} is not usable: 1–200 of A–Z a–z 0–9 . _ : ~ -, beginning with a letter or a digit"
            ) from error

    def _id(self, message: Message, owner: str) -> str:
        own = input_id(message, owner)
        if not self.everybody:
            return own
        apart = OF_EVERYBODY + own
        return apart if len(apart) <= _LONGEST_ID else digest(OF_EVERYBODY, own)

    def _names(self, message: Message) -> str | None:
        """The key of the anonymous id that is this customer's; only what says who somebody is does so."""
        match message.type:
            case "identify" if message.user_id is not None and message.anonymous_id is not None:
                return anonymous_key(message.anonymous_id)
            case "alias" if message.previous_id is not None and message.previous_id != message.user_id:
                return anonymous_key(message.previous_id)
            case _:
                return None

    def _entry(self, message: Message, arriving: Arriving, owner: str) -> Track | Identify | None:
        plan = self.plan or NOTHING_PLANNED
        match message.type:
            case "track":
                return self._track(_event(message), message.properties, message, arriving, owner)
            case "page" | "screen":
                said: Attributes = {"name": message.name, "category": message.category}
                facts: Attributes = {name: value for name, value in said.items() if value is not None}
                return self._track(f"{message.type}_viewed", facts | message.properties, message, arriving, owner)
            case "identify":
                traits = message.context.traits | message.traits
                return self._identify(by_plan(traits, plan.customer), message, arriving, owner)
            case "group":
                attributes = self._group(message, plan.customer)
                return self._identify(attributes, message, arriving, owner) if attributes else None
            case "alias":
                if message.previous_id is None:
                    raise InputRefused("previousId is missing: name the anonymous id that is this customer's")
                return self._identify({}, message, arriving, owner)
            case _:
                assert_never(message.type)

    def _track(self, type: str, properties: Attributes, message: Message, arriving: Arriving, owner: str) -> Track:
        plan = self.plan or NOTHING_PLANNED
        check_type(type, plan.triggers)
        return Track(
            id=self._id(message, owner),
            type=type,
            at=_happened(message, arriving),
            properties=by_plan(properties, plan.triggers.get(type, {})),
            backfill=_backfill(message, arriving),
            trace=arriving.trace,
        )

    def _identify(self, attributes: Attributes, message: Message, arriving: Arriving, owner: str) -> Identify:
        return Identify(
            id=self._id(message, owner),
            at=_happened(message, arriving),
            attributes=attributes,
            backfill=_backfill(message, arriving),
            trace=arriving.trace,
        )

    def _group(self, message: Message, plan: dict[str, Property]) -> Attributes:
        """Her group's id, and those of its traits that the plan names `group_…`; the rest is about no customer."""
        if message.group_id is None:
            raise InputRefused("groupId is missing: name the group")
        if GROUP not in plan:
            self._complain(f"groups are not in the tracking plan: add {GROUP} to schema.yaml under customer")
            return {}
        traits = by_plan({f"group_{name}": value for name, value in message.traits.items()}, plan)
        return {GROUP: message.group_id} | {name: value for name, value in traits.items() if name in plan}

    def _judge(self, entry: Track | Identify) -> None:
        if self.plan is None:
            return
        if found := complaints(entry, self.plan, near=len(self.complained) < _LOOKED_FOR):
            self.complained.append(found[0])
            self._complain("; ".join(found))

    def _complain(self, complaint: str) -> None:
        if self.tracking_plan == "refuse":
            raise InputRefused(complaint)
        now = time.monotonic()
        if now - _said.get(complaint, -_SAID_AGAIN) >= _SAID_AGAIN:
            if len(_said) > 1_000:
                _said.clear()
            _said[complaint] = now
            _log.warning("%s", complaint)


_OR_ANONYMOUS = (", or send an anonymousId", " that previousId is")


def input_id(message: Message, owner: str) -> str:
    """The message's own id. Without one it is made of the content, where that has a time: else two would be one."""
    if message.message_id is not None:
        written = message.message_id
        return written if len(written) <= _LONGEST_ID and written.isprintable() else digest("messageId", written)
    if message.timestamp is None and message.original_timestamp is None:
        return uuid4().hex
    content = message.model_dump(mode="json", exclude={"sent_at", "context"})
    return digest("message", owner, to_json(content).decode())


def _event(message: Message) -> str:
    if not message.event:
        raise InputRefused("event is missing: name what happened, such as Order Completed")
    return lowered(message.event)


def _happened(message: Message, arriving: Arriving) -> datetime:
    try:
        return message.happened(arriving.received, arriving.sent)
    except OverflowError:
        raise InputRefused("timestamp and sentAt are no times of these days: send when it happened") from None


def _backfill(message: Message, arriving: Arriving) -> bool:
    """What is anonymous now is remembered later, and enters nobody then."""
    return message.user_id is None or message.context.backfill or arriving.backfill
