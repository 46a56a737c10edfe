"""What she gets to see where she is now: the best messages for a place, rendered, and what became of each."""

import asyncio
import logging
import re
from typing import Literal

from pydantic import Field

from audit.publications import SqlShelf
from audit.queries.who import whose
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
from starter.http.problems import Problem

_LONGEST_REASON = 500
_MESSAGE_ID = re.compile(r"[0-9a-f]{32}")

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
        """Raises Problem 404 for a message that is not hers, DoorError, RPCError."""
        known = self._doors.client.customer_id(customer)
        if not await asyncio.to_thread(self._may_be_hers, known, message_id):
            raise Problem(404, "she was offered no message of this id: send the `message_id` that came with it")
        feedback = Feedback(id=body.id, at=body.instant, message_id=message_id, reaction=Reaction(body.reaction))
        return TakenIn(id=body.id, taken=await self._doors.client.feedback(customer, feedback))

    def _may_be_hers(self, customer: str, message_id: str) -> bool:
        """What was offered a moment ago is not in the ledger yet: of such only the form can be told."""
        if _MESSAGE_ID.fullmatch(message_id) is None:
            return False
        found = whose(self._doors.database, message_id)
        return found is None or found.customer_id == customer

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
