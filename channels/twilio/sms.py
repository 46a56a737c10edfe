"""Text messages by Twilio's Messages: one attempt over a pooled connection, told as the closed union."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from channels.http_post import PooledPost, Reply
from channels.replies import unanswered, utc_now
from channels.twilio.answers import answer
from channels.twilio.forget import TwilioForgetting
from channels.twilio.look_up import PAGE, by_id, by_number
from channels.twilio.settings import TwilioSettings
from engine.contracts.answers import Answer, Refused, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.inquiry import Finding, Inquiry, NotLearnt
from engine.contracts.parcel import Parcel
from engine.contracts.ports import Forgetting
from engine.customer.numbers import e164
from engine.language.terms import Channel

LONGEST = 1600
"""characters; Twilio takes no more"""
_SHORTEST_LIFE, _LONGEST_LIFE = 1, 36_000
"""seconds for which Twilio may keep trying"""

STATUS_PATH = "/webhooks/twilio/status"
MESSAGE_ID, ATTEMPT = "m", "a"
"""in the address of the status call-back: Twilio gives back nothing else of ours"""


class TwilioSms:
    """A channel of text messages. Twilio documents no idempotency key: the claim before the call is all there is."""

    def __init__(self, channel: Channel, settings: TwilioSettings, now: Callable[[], datetime] = utc_now) -> None:
        """`now` is the process's clock."""
        self._channel = channel
        self._settings = settings
        self._now = now
        base = str(settings.base_url).rstrip("/")
        self._messages = f"{base}/2010-04-01/Accounts/{settings.account_sid}/Messages"
        self._http = PooledPost(connect=settings.connect_timeout, total=settings.total_timeout)

    @property
    def channel(self) -> Channel:
        return self._channel

    @property
    def dedupes(self) -> Literal["native_key", "collapse_key", "none"]:
        return "none"

    async def send(self, parcel: Parcel) -> Answer:
        number = e164(parcel.address)
        if number is None:
            detail = "not a phone number with its country: it is written as +49 30 123456"
            return Refused(fault="recipient", detail=detail, suppress=True)
        text = parcel.rendered.text.strip()
        if fault := _unsendable(text, parcel.message):
            return Refused(fault="content", detail=fault)
        form = urlencode(self._form(parcel, number, text)).encode()
        match await self._http.post(f"{self._messages}.json", form, self._headers()):
            case Reply() as reply:
                return answer(reply, self._now(), hidden=(parcel.address, number, *self._secrets()))
            case failed:
                return unanswered(failed, self._now())

    async def find(self, inquiry: Inquiry) -> Finding:
        """What became of a message by now; without its id it is looked for among those that went to the number."""
        if inquiry.provider_id is not None:
            reply = await self._http.get(f"{self._messages}/{inquiry.provider_id}.json", self._headers())
            return by_id(reply) if isinstance(reply, Reply) else NotLearnt(detail=reply.detail)
        asked = urlencode({"To": e164(inquiry.address) or inquiry.address, "PageSize": PAGE})
        reply = await self._http.get(f"{self._messages}.json?{asked}", self._headers())
        return by_number(reply, inquiry) if isinstance(reply, Reply) else NotLearnt(detail=reply.detail)

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        """A text message that was handed over cannot be taken back."""
        return Withdrawal(became="too_late", detail="a text message cannot be taken back")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        return await TwilioForgetting(self._http, self._messages, self._headers()).forget(addresses)

    async def close(self) -> None:
        await self._http.close()

    def _form(self, parcel: Parcel, number: str, text: str) -> dict[str, str]:
        form = {"To": number, "Body": text, "StatusCallback": self._status_address(parcel)}
        form["MessagingServiceSid" if self._settings.service else "From"] = self._settings.sender
        if parcel.rendered.valid_for is not None:
            lives = min(max(round(parcel.rendered.valid_for), _SHORTEST_LIFE), _LONGEST_LIFE)
            form["ValidityPeriod"] = str(lives)
        return form

    def _status_address(self, parcel: Parcel) -> str:
        asked = urlencode({MESSAGE_ID: parcel.message_id, ATTEMPT: parcel.attempt})
        return f"{str(self._settings.public_url).rstrip('/')}{STATUS_PATH}?{asked}"

    def _headers(self) -> dict[str, str]:
        token = self._settings.auth_token.get_secret_value()
        basic = b64encode(f"{self._settings.account_sid}:{token}".encode()).decode()
        return {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}

    def _secrets(self) -> tuple[str, str]:
        return self._settings.auth_token.get_secret_value(), self._settings.account_sid


def _unsendable(text: str, message: str) -> str:
    if not text:
        return f"message {message!r}: the text is empty; a text message needs one"
    if len(text) > LONGEST:
        return f"message {message!r}: the text has {len(text)} characters; a text message has at most {LONGEST}"
    return ""
