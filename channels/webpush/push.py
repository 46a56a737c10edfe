"""Push messages by the Web Push protocol: encrypted for each device of a customer, counted once."""

import asyncio
import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from channels.http_post import PooledPost, Reply
from channels.replies import unanswered, utc_now
from channels.webpush.devices import Device, devices_of, is_known_service, origin_of
from channels.webpush.message import BrokenDevice, Unpushable, encrypted, notification
from channels.webpush.outcomes import TAKEN, Outcome, outcome, together
from channels.webpush.settings import WebPushSettings
from channels.webpush.vapid import Tokens
from engine.contracts.answers import Answer, NotNow, Refused, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Parcel
from engine.contracts.ports import Forgetting
from engine.language.terms import Channel

_DAY, _LONGEST = 86_400, 28 * 86_400
"""seconds for which a push service keeps a message for a device that is off: where none are named, and at most"""
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


class WebPush:
    """A channel of push messages. A second one with the same message id replaces the first while it waits."""

    def __init__(self, channel: Channel, settings: WebPushSettings, now: Callable[[], datetime] = utc_now) -> None:
        """`now` is the process's clock."""
        self._channel = channel
        self._public_only = settings.public_only
        self._now = now
        self._tokens = Tokens(settings)
        self._http = PooledPost(
            connect=settings.connect_timeout, total=settings.total_timeout, public_only=settings.public_only
        )

    @property
    def channel(self) -> Channel:
        return self._channel

    @property
    def dedupes(self) -> Literal["native_key", "collapse_key", "none"]:
        return "collapse_key"

    async def send(self, parcel: Parcel) -> Answer:
        devices = devices_of(parcel.address)
        if not devices:
            detail = "no device" if devices is not None else "the address is no list of push subscriptions"
            return Refused(fault="recipient", detail=detail)
        try:
            said = notification(parcel)
        except Unpushable as fault:
            return Refused(fault="content", detail=str(fault))
        return together(await asyncio.gather(*(self._push(parcel, said, device) for device in devices)))

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        """A push message that was handed over cannot be taken back."""
        return Withdrawal(became="too_late", detail="a push message cannot be taken back")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        return Forgetting(taken=True, detail="push services keep a message until it is delivered or its time is over")

    async def close(self) -> None:
        await self._http.close()

    async def _push(self, parcel: Parcel, said: bytes, device: Device) -> Outcome:
        origin = origin_of(device.endpoint, public_only=self._public_only)
        if origin is None:
            return Outcome("gone", device.endpoint, "an endpoint that nothing may be posted to")
        try:
            # Some 0.2 ms: a thread for it would cost as much.
            body = encrypted(said, device)
        except BrokenDevice:
            return Outcome("gone", device.endpoint, "a subscription without valid keys")
        token = self._tokens.authorisation(origin)
        match await self._http.post(device.endpoint, body, self._headers(parcel, token)):
            case Reply() as reply:
                return outcome(reply, device.endpoint, self._now(), of_all=self._speaks_of_all(reply, origin, token))
            case failed:
                answer = unanswered(failed, self._now())
                if isinstance(answer, NotNow):
                    return Outcome("later", device.endpoint, answer.detail, until=answer.until)
                return Outcome("unknown", device.endpoint, answer.detail)

    def _speaks_of_all(self, reply: Reply, origin: str, token: str) -> bool:
        """A service that took the same token before does not know this subscription, which another key made."""
        if reply.status in TAKEN:
            self._tokens.note_taken(origin, token)
        known = not self._public_only or is_known_service(origin)
        return known and not self._tokens.was_taken(origin, token)

    def _headers(self, parcel: Parcel, token: str) -> dict[str, str]:
        valid_for = parcel.rendered.valid_for
        lives = _DAY if valid_for is None else min(max(round(valid_for), 0), _LONGEST)
        return {
            "Authorization": token,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(lives),
            "Urgency": parcel.rendered.urgency,
            "Topic": _topic(parcel.message_id),
        }


def _topic(message_id: str) -> str:
    if _TOPIC.fullmatch(message_id):
        return message_id
    return urlsafe_b64encode(hashlib.sha256(message_id.encode()).digest()).decode()[:32]
