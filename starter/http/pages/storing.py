"""Stores what a customer chose on a page: the proof with the input, which arrives whatever goes away."""

import asyncio
import re
from datetime import UTC, datetime

from fastapi import Request

from audit.consent_proofs import Caller, Choice, Page, record_choices
from engine.contracts.inputs import ConsentChange, Feedback, Identify, Track
from engine.identity import digest
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.model import Attributes
from starter.http.doors import Doors
from starter.http.events.accepting import accept
from starter.http.pages.standing import Standing

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST = 400
"""characters of what a browser says of itself"""


def caller_of(request: Request) -> Caller:
    """The address that the connection comes from, or that a proxy names whom the server trusts."""
    said = _CONTROL.sub(" ", request.headers.get("user-agent", ""))
    return Caller(ip=request.client.host if request.client else "", user_agent=said[:_LONGEST])


class Leaflet:
    """One page of one customer: how she came to it and in which language it spoke."""

    def __init__(
        self, doors: Doors, standing: Standing, page: Page, message_id: str, channel: Channel, language: str
    ) -> None:
        self._doors = doors
        self._standing = standing
        self._page = page
        self._message_id = message_id
        self._channel = channel
        self._language = language

    async def opted_out(self, text: str) -> str:
        """One click. Twice in a second is once; later it counts again: she may have agreed meanwhile."""
        now = datetime.now(UTC)
        feedback = Feedback(
            id=self._id(now.replace(microsecond=0)),
            at=now,
            message_id=self._message_id,
            reaction=Reaction.UNSUBSCRIBED,
            channel=self._channel,
        )
        return await self._store(feedback, text, None, ())

    async def said(
        self,
        text: str,
        consents: list[ConsentChange],
        attributes: Attributes,
        caller: Caller,
        *,
        id: str | None = None,
        trigger: str | None = None,
    ) -> str:
        """A change of the profile and of consents; `trigger` is raised after it. Returns the id of the proof."""
        now = datetime.now(UTC)
        proof = id or self._id(now)
        proven = [_proven(one, text, proof) for one in consents]
        identify = Identify(id=proof, at=now, attributes=attributes, consents=tuple(proven))
        agrees = any(one.status == "granted" for one in consents)
        more = (Track(id=f"{proof}-saved", type=trigger, at=now),) if trigger is not None else ()
        return await self._store(identify, text, caller if agrees else None, more)

    async def triggered(self, trigger: str) -> None:
        """She looked at the page, saved it and changed nothing."""
        now = datetime.now(UTC)
        track = Track(id=f"{self._id(now)}-saved", type=trigger, at=now)
        await accept(self._doors, [(self._standing.customer_id, track)])

    def _id(self, at: datetime) -> str:
        return f"page-{digest(self._page, self._message_id, self._channel, at.isoformat())}"

    async def _store(
        self, entry: Identify | Feedback, text: str, caller: Caller | None, more: tuple[Track, ...]
    ) -> str:
        choice = Choice(
            customer_id=self._standing.customer_id,
            message_id=self._message_id,
            channel=self._channel,
            page=self._page,
            language=self._language,
            text=text,
            inputs=(entry,),
            caller=caller,
        )
        await asyncio.to_thread(record_choices, self._doors.database, [choice])
        await accept(self._doors, [(choice.customer_id, one) for one in (entry, *more)])
        return entry.id


def _proven(change: ConsentChange, text: str, proof: str) -> ConsentChange:
    if change.status != "granted":
        return change
    return change.model_copy(update={"wording": text, "proof": proof})
