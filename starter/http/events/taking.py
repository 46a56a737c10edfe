"""Takes in the messages of one request: what is good is stored, and what is refused is told with its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi.responses import Response
from pydantic import JsonValue, ValidationError
from pydantic_core import to_json

from starter.errors import InputRefused, NothingPublished
from starter.http.doors import Doors
from starter.http.events.accepting import Incoming, store
from starter.http.events.everybody import closed_to_pages
from starter.http.events.messages import Message
from starter.http.events.translating import Arriving, Translator
from starter.http.problems import MEDIA_TYPE, Fault, Problem

MOST_OF_MESSAGE = 32_768
"""bytes of one message as JSON: 32 kB"""
MOST_MESSAGES = 2_500
TOLD = 50
"""refused messages that an answer names"""


class EventsProblem(Problem):
    """With `code` and `message` as well, which client libraries of this convention read of a refusal."""

    def answer(self) -> Response:
        told = self.details().model_dump(mode="json") | {"code": "refused", "message": self.detail}
        return Response(to_json(told), self.status, dict(self.headers or {}), MEDIA_TYPE)


@dataclass
class Taking:
    """One request's messages."""

    doors: Doors
    translator: Translator
    arriving: Arriving
    size: int
    """of the body in bytes: no message is larger"""

    async def take(self, messages: Sequence[JsonValue], place: str) -> None:
        """Store all that can be. Raises Problem: 400 naming those that cannot, 503 when nothing was stored."""
        incoming: list[Incoming] = []
        refused: list[Fault] = []
        users: set[str] = set()
        for n, written in enumerate(messages):
            try:
                found = await self._incoming(written, users)
            except InputRefused as error:
                refused.append(Fault(place=place.format(n), fix=str(error)))
            else:
                if found is not None:
                    incoming.append(found)
        await store(self.doors, incoming)
        if refused:
            raise _refusal(refused, len(messages))

    async def _incoming(self, written: JsonValue, users: set[str]) -> Incoming | None:
        if self.size > MOST_OF_MESSAGE and len(to_json(written)) > MOST_OF_MESSAGE:
            raise InputRefused(f"it is too large: {MOST_OF_MESSAGE:,} bytes are the most")
        message = _message(written)
        if message.user_id is not None:
            users.add(message.user_id)
        if message.type == "alias":
            await self._check_alias(message, users)
        return self.translator.incoming(message, self.arriving)

    async def _check_alias(self, message: Message, users: set[str]) -> None:
        """Raises InputRefused for two customers: what was decided for each of them cannot be decided again."""
        previous = message.previous_id
        if previous is None or previous == message.user_id:
            return
        try:
            customer = self.doors.client.customer_id(previous)
        except InputRefused:
            return
        if previous in users or await self.doors.ledger.is_customer(customer):
            raise InputRefused(
                "previousId is a customer of her own, and two customers cannot be made one: go on with one of the "
                "ids, and erase the other (`twostep erase`)"
            )


async def translator_of(doors: Doors, *, everybody: bool) -> Translator:
    """`everybody`: the key is one that anybody can have read."""
    plan, addresses = None, frozenset[str]()
    try:
        known = await doors.published.in_force()
        plan, addresses = known.plan, known.addresses
    except NothingPublished:
        pass
    closed = closed_to_pages(addresses) if everybody else frozenset[str]()
    return Translator(doors.client.customer_id, plan, doors.settings.tracking_plan, closed, everybody)


def _message(written: JsonValue) -> Message:
    try:
        return Message.model_validate(written)
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False, include_context=False)
        raise InputRefused(
            "; ".join(f"{'.'.join(map(str, one['loc'])) or 'message'}: {_said(one['msg'])}" for one in told[:5])
        ) from None


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")


def _refusal(refused: Sequence[Fault], count: int) -> Problem:
    first = refused[0]
    if count == 1:
        detail = f"nothing was stored: {first.fix}"
    else:
        rest = f" and {len(refused) - 1} more" if len(refused) > 1 else ""
        detail = f"{count - len(refused)} of {count} were stored; refused: {first.place}: {first.fix}{rest}"
    return EventsProblem(400, detail, errors=tuple(refused[:TOLD]))
