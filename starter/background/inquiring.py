"""Asks providers what became of messages: those whose outcome is unknown, and those of which nothing was heard."""

import asyncio
import logging
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import assert_never
from uuid import uuid4

from sqlalchemy import Engine

from audit.inbox import Inbox
from audit.provider_events import ProviderEvents
from audit.queries.inquiries import Open, now_of, silent_on, unknown_on
from audit.said import Said
from audit.turns import Turn
from engine.contracts.inputs import Control
from engine.contracts.inquiry import Found, Inquirer, Inquiry, NotLearnt, NotThere
from engine.contracts.unsubscribing import CONFIRM_URL, PREFERENCES_URL, UNSUBSCRIBE_URL
from engine.contracts.verbs import Settle
from engine.identity import digest
from engine.language.terms import Channel
from starter.background.faults import tell_fault
from starter.background.nudging import nudge
from starter.ports import Published

PAUSE = 30.0
"""seconds between two rounds"""
FIRST = timedelta(minutes=1)
"""after which an unknown message is asked for: what is said by itself comes within seconds"""
CERTAIN = timedelta(minutes=10)
"""after which a message that the provider does not list was never given to it"""
FORGOTTEN = timedelta(days=3)
SILENT = (timedelta(hours=6), timedelta(hours=24))
"""when a message of which nothing was heard is asked for"""
OPERATOR = "look-up"

_log = logging.getLogger(__name__)


class Inquiring:
    """One process at a time asks; it says what it learnt as the provider's own webhooks would have."""

    def __init__(
        self,
        database: Engine,
        adapters: Mapping[Channel, Inquirer],
        address_key: bytes,
        published: Published,
    ) -> None:
        self._database = database
        self._published = published
        self._adapters = adapters
        self._events = ProviderEvents(database, address_key)
        self._inbox = Inbox(database)
        self._turn = Turn(database, "inquiring", f"{socket.gethostname()}-{uuid4().hex[:8]}")
        self._again: dict[tuple[str, int], datetime] = {}
        self._looked: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a fault is logged, and everything is asked again later."""
        while self._adapters and not stop.is_set():
            try:
                await self.once()
            except Exception as error:
                tell_fault(_log, "providers could not be asked", error, PAUSE)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE)

    async def once(self) -> int:
        """One round; returns of how many messages something was learnt."""
        if not await asyncio.to_thread(self._turn.take):
            return 0
        now = await asyncio.to_thread(now_of, self._database)
        learnt = 0
        for one in await self._due(now):
            learnt += await self._ask(one, now)
            if not await asyncio.to_thread(self._turn.take):
                break
        if learnt:
            nudge(self._database)
        return learnt

    async def _due(self, now: datetime) -> Sequence[Open]:
        channels = list(self._adapters)
        unknown = await asyncio.to_thread(unknown_on, self._database, channels, now - FORGOTTEN, now - FIRST)
        self._again = {one.key: self._again.get(one.key, now) for one in unknown}
        found = [one for one in unknown if self._again[one.key] <= now]
        looked, self._looked = self._looked or now - SILENT[0], now
        for age in SILENT:
            found += await asyncio.to_thread(silent_on, self._database, channels, looked - age, now - age)
        return found

    async def _ask(self, one: Open, now: datetime) -> bool:
        age = now - one.settled
        self._again[one.key] = now + age
        finding = await self._adapters[one.channel].find(_inquiry(one))
        match finding:
            case Found():
                heard = (await self._published.in_force()).heard
                await asyncio.to_thread(self._events.store, [_said(one, finding)], heard)
            case NotThere() if one.provider_id is None and age >= CERTAIN:
                await asyncio.to_thread(self._inbox.store, one.customer_id, _refused(one), "accepted")
            case NotThere():
                self._again[one.key] = one.settled + CERTAIN
                return False
            case NotLearnt():
                _log.info("what became of message %s is not learnt: %s", one.message_id, finding.detail)
                return False
            case _:
                assert_never(finding)
        return True


def _inquiry(one: Open) -> Inquiry:
    return Inquiry(
        address=one.address,
        begins=_beginning(one.text),
        since=one.claimed,
        until=one.lease_until,
        provider_id=one.provider_id,
        others=one.others,
    )


def _beginning(text: str) -> str:
    """Up to the first link that each delivery gets of its own."""
    stripped = text.strip()
    places = [stripped.find(place) for place in (UNSUBSCRIBE_URL, PREFERENCES_URL, CONFIRM_URL)]
    return stripped[: min((place for place in places if place >= 0), default=len(stripped))]


def _said(one: Open, found: Found) -> Said:
    return Said(
        provider=found.provider,
        event_id=found.event_id,
        kind=found.kind,
        at=datetime.now(UTC),
        message_id=one.message_id,
        attempt=one.attempt,
        channel=one.channel,
        meanings=found.meanings,
        detail={"status": found.kind, "by": OPERATOR},
    )


def _refused(one: Open) -> Control:
    """The provider was never given it, so nobody was written to."""
    return Control(
        id=digest(OPERATOR, one.message_id, str(one.attempt)),
        at=datetime.now(UTC),
        order=Settle(message_id=one.message_id, accepted=False),
        operator=OPERATOR,
        reason="the provider has no such message",
    )
