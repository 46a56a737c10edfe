"""What she gets to see where she is now: the best messages for a place, rendered, and what became of each."""

import asyncio
import logging
from typing import Literal

from pydantic import Field

from audit.publications import SqlShelf
from catalogue.content import LiquidRenderer
from catalogue.shelf import CachedShelf
from engine.contracts.answers import Shown
from engine.contracts.inputs import Control, Feedback, Visit
from engine.contracts.ports import ContentFault
from engine.contracts.verbs import Cancel
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.model import Frozen, Instant
from starter.http.bodies import At, InputId
from starter.http.decisions.bodies import TakenIn
from starter.http.doors import Doors, links_of

_LONGEST_REASON = 500

_log = logging.getLogger(__name__)


class NextBody(At):
    """She is there."""

    id: InputId
    place: Channel = Field(examples=["till"])
    n: int = Field(1, ge=1, le=20, description="As many messages at most")
    ttl: float = Field(600, gt=0, le=86_400, description="Seconds until what was not shown waits again")


class NextMessage(Frozen):
    """A message to be shown; say what became of it under its id."""

    message_id: str
    message: str
    title: str
    subject: str
    html: str
    text: str
    url: str
    lapses: Instant
    """unless it was shown by then, it waits for her next visit"""


class NextMessages(Frozen):
    """Best first; none: there is nothing for her here."""

    messages: tuple[NextMessage, ...]


class BecameBody(At):
    """What became of a message."""

    id: InputId
    reaction: Literal["shown", "accepted", "declined"]


class Visits:
    """Of one process: what was rendered once is prepared."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._renderer = LiquidRenderer(CachedShelf(SqlShelf(doors.database)))
        self._links = links_of(doors)

    async def next(self, customer: str, body: NextBody) -> NextMessages:
        """Raises DoorError, RPCError."""
        visit = Visit(id=body.id, at=body.instant, place=body.place, most=body.n, ttl=body.ttl)
        answer = await self._doors.client.visit(customer, visit)
        made = {one.message_id: await asyncio.to_thread(self._rendered, body.place, one) for one in answer.shows}
        for message_id, rendered in made.items():
            if isinstance(rendered, ContentFault):
                await self._cancel(customer, visit, message_id, rendered)
        return NextMessages(messages=tuple(one for one in made.values() if isinstance(one, NextMessage)))

    async def _cancel(self, customer: str, visit: Visit, message_id: str, fault: ContentFault) -> None:
        """It could be shown at no visit, and would keep the place of one that can."""
        _log.error("message %s cannot be shown at a visit, and is cancelled: %s", message_id, fault)
        order = Control(
            id=f"unrenderable-{message_id}",
            at=visit.at,
            order=Cancel(message_id=message_id),
            operator="twostep api",
            reason=f"its content could not be made: {fault}"[:_LONGEST_REASON],
        )
        await self._doors.client.control(customer, order)

    async def became(self, customer: str, message_id: str, body: BecameBody) -> TakenIn:
        """Raises DoorError, RPCError."""
        feedback = Feedback(id=body.id, at=body.instant, message_id=message_id, reaction=Reaction(body.reaction))
        return TakenIn(id=body.id, taken=await self._doors.client.feedback(customer, feedback))

    def _rendered(self, place: Channel, shown: Shown) -> NextMessage | ContentFault:
        try:
            made = self._renderer.render(shown.content, place, shown.facts)
        except ContentFault as fault:
            return fault
        told = {name: getattr(shown, name) for name in ("message_id", "message", "title", "lapses")}
        filled = {
            part: self._links.filled(getattr(made, part), shown.message_id, place)
            for part in ("subject", "html", "text", "url")
        }
        return NextMessage.model_validate({**told, **filled})
