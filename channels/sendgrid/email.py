"""Email by SendGrid's v3 mail/send: one attempt over a pooled connection, told as the closed union."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from channels.http_post import PooledPost, Reply
from channels.replies import unanswered, utc_now
from channels.sendgrid.answers import answer
from channels.sendgrid.forget import SendGridForgetting
from channels.sendgrid.payload import Unsendable, request_body
from channels.sendgrid.settings import SendGridSettings
from engine.contracts.answers import Answer, Refused, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Parcel
from engine.contracts.ports import Forgetting
from engine.language.terms import Channel


class SendGridEmail:
    """The email channel. SendGrid knows no idempotency key: the claim before the call is all there is."""

    def __init__(
        self,
        settings: SendGridSettings,
        unsubscribe: Callable[[Parcel], Mapping[str, str]],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`unsubscribe` gives the one-click headers of a marketing email; `now` is the process's clock."""
        self._settings = settings
        self._unsubscribe = unsubscribe
        self._now = now
        self._url = f"{str(settings.base_url).rstrip('/')}/v3/mail/send"
        self._http = PooledPost(connect=settings.connect_timeout, total=settings.total_timeout)

    @property
    def channel(self) -> Channel:
        return Channel.EMAIL

    @property
    def dedupes(self) -> Literal["native_key", "collapse_key", "none"]:
        return "none"

    async def send(self, parcel: Parcel) -> Answer:
        try:
            body = request_body(parcel, self._headers(parcel), self._settings)
        except Unsendable as fault:
            return Refused(fault="content", detail=str(fault))
        match await self._http.post(self._url, body, self._authorised()):
            case Reply() as reply:
                return answer(reply, self._now(), hidden=(parcel.address, self._key))
            case failed:
                return unanswered(failed, self._now())

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        """A mail that was handed over cannot be taken back."""
        return Withdrawal(became="too_late", detail="an email cannot be taken back")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        return await SendGridForgetting(self._http, str(self._settings.base_url), self._authorised()).forget(addresses)

    async def close(self) -> None:
        await self._http.close()

    def _headers(self, parcel: Parcel) -> dict[str, str]:
        """The message's own; a marketing email gets the one-click pair unless it already has both."""
        if not parcel.marketing:
            return parcel.rendered.headers
        one_click = dict(self._unsubscribe(parcel))
        names = {name.casefold() for name in one_click}
        own = parcel.rendered.headers
        if names <= {name.casefold() for name in own}:
            return own
        return {name: value for name, value in own.items() if name.casefold() not in names} | one_click

    def _authorised(self) -> dict[str, str]:
        named = {"on-behalf-of": self._settings.subuser} if self._settings.subuser else {}
        return {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json", **named}

    @property
    def _key(self) -> str:
        return self._settings.api_key.get_secret_value()
