"""Tasks that somebody does: a call, a letter, a talk in the store; handed over as signed webhooks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Literal
from uuid import uuid4

from channels.http_post import Ambiguous, NotWritten, PooledPost, Reply
from channels.replies import unanswered, utc_now
from channels.tasks.answers import answer, withdrawal
from channels.tasks.payload import TooLarge, cancelled, created, forgotten
from channels.tasks.settings import TaskSettings
from channels.tasks.signing import signed_headers
from engine.contracts.answers import Answer, Refused, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Parcel
from engine.contracts.ports import Forgetting
from engine.language.terms import Channel

_AT_ONCE = 500
"""addresses in one request to forget them"""


class TaskChannel:
    """One channel of tasks. The message id is the `webhook-id`, by which the other side tells a task it has."""

    def __init__(self, channel: Channel, settings: TaskSettings, now: Callable[[], datetime] = utc_now) -> None:
        """`now` is the process's clock."""
        self._channel = channel
        self._url = str(settings.endpoint)
        self._host = settings.endpoint.host or ""
        self._keys, self._hidden = settings.keys, settings.words
        self._now = now
        self._http = PooledPost(settings.connect_timeout, settings.total_timeout, public_only=settings.public_only)

    @property
    def channel(self) -> Channel:
        return self._channel

    @property
    def dedupes(self) -> Literal["native_key", "collapse_key", "none"]:
        return "native_key"

    async def send(self, parcel: Parcel) -> Answer:
        try:
            body = created(parcel, self._channel.value, self._now())
        except TooLarge as fault:
            return Refused(fault="content", detail=str(fault))
        match await self._post(webhook_id(parcel), body):
            case Reply() as reply:
                return answer(reply, parcel.message_id, self._now(), (parcel.address, *self._hidden))
            case failed:
                return unanswered(failed, self._now())

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        """The other side says whether it came in time; asking again is harmless."""
        reply = await self._post(f"{command.message_id}-{command.attempt}-cancelled", cancelled(command, self._now()))
        return withdrawal(reply, self._hidden)

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        for some in _batches(sorted({address.strip() for address in addresses} - {""})):
            match await self._post(uuid4().hex, forgotten(some, self._now())):
                case Reply(status=status) if 200 <= status < 300:
                    continue
                case Reply(status=status):
                    return Forgetting(taken=False, detail=f"{self._host} answers {status} to recipients.forgotten")
                case failed:
                    return Forgetting(taken=False, detail=f"{self._host} cannot be reached: {failed.detail}")
        return Forgetting(taken=True)

    async def close(self) -> None:
        await self._http.close()

    async def _post(self, webhook_id: str, body: bytes) -> Reply | NotWritten | Ambiguous:
        return await self._http.post(self._url, body, signed_headers(webhook_id, self._now(), body, self._keys))


def webhook_id(parcel: Parcel) -> str:
    """The message's id, by which it is known there; another one after it was taken back to go elsewhere."""
    return f"{parcel.message_id}-{parcel.taken_back}" if parcel.taken_back else parcel.message_id


def _batches(addresses: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(addresses), _AT_ONCE):
        yield addresses[first : first + _AT_ONCE]
