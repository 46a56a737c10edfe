"""Has Twilio delete the messages that it keeps of numbers: one by one, there is no other way."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError

from channels.http_post import PooledPost, Reply
from channels.twilio.look_up import PAGE
from engine.contracts.ports import Forgetting
from engine.customer.numbers import e164

MOST_PAGES = 500
"""of messages in one direction: ten thousand, more than a life of them"""


class _Listed(BaseModel):
    sid: str


class _Page(BaseModel):
    messages: list[_Listed]


class _NotTaken(Exception):
    """Why it stops; nothing personal."""


class TwilioForgetting:
    """What went to a number and what came from it; what is deleted already is gone as well."""

    def __init__(self, http: PooledPost, messages: str, headers: Mapping[str, str]) -> None:
        """`messages` is the address of the account's messages, without an ending."""
        self._http = http
        self._messages = messages
        self._headers = headers

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        numbers = {number for address in addresses if (number := e164(address)) is not None}
        try:
            for number in sorted(numbers):
                await self._all("To", number)
                await self._all("From", number)
        except _NotTaken as why:
            return Forgetting(taken=False, detail=str(why))
        return Forgetting(taken=True)

    async def _all(self, direction: str, number: str) -> None:
        """A page at a time, until there is none: what is deleted is not on the next one."""
        for _ in range(MOST_PAGES):
            page = await self._page(direction, number)
            for listed in page:
                await self._delete(listed.sid)
            if len(page) < PAGE:
                return
        raise _NotTaken(f"Twilio lists more than {MOST_PAGES * PAGE:,} messages of a number: try again for the rest")

    async def _page(self, direction: str, number: str) -> Sequence[_Listed]:
        asked = urlencode({direction: number, "PageSize": PAGE})
        match await self._http.get(f"{self._messages}.json?{asked}", self._headers):
            case Reply(status=200) as reply:
                try:
                    return _Page.model_validate(json.loads(reply.body)).messages
                except (ValueError, ValidationError, RecursionError):
                    raise _NotTaken("Twilio's answer is not a list of messages") from None
            case Reply(status=status):
                raise _NotTaken(f"Twilio answers {status} when it is asked for messages")
            case failed:
                raise _NotTaken(f"Twilio cannot be reached: {failed.detail}")

    async def _delete(self, sid: str) -> None:
        match await self._http.delete(f"{self._messages}/{sid}.json", self._headers):
            case Reply(status=204 | 404):
                return
            case Reply(status=status):
                raise _NotTaken(
                    f"Twilio answers {status} to a deletion; what is still on its way cannot be deleted yet"
                )
            case failed:
                raise _NotTaken(f"Twilio cannot be reached: {failed.detail}")
