"""Tells webhooks what becomes of messages and what recipients write back, signed as Twilio signs."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

import aiohttp

from standins.twilio.encoding import segments_of
from standins.twilio.signing import signature
from standins.twilio.store import Sms, SmsStore, Status

STOP = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})

_TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
_USUAL: tuple[Status, ...] = ("sent", "delivered")
_MOMENT = 0.2
"""seconds between the statuses that come by themselves"""


class Telling:
    """Each call is one post; nothing is posted again, as Twilio does by default."""

    def __init__(self, account_sid: str, auth_token: str, store: SmsStore, inbound_url: str | None) -> None:
        self._account = account_sid
        self._token = auth_token
        self._store = store
        self._inbound_url = inbound_url
        self._session: aiohttp.ClientSession | None = None
        self._running: set[asyncio.Task[None]] = set()

    def by_itself(self, sms: Sms) -> None:
        """Have the message sent and delivered in a moment."""
        task = asyncio.ensure_future(self._usual(sms))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def status(self, sid: str, status: Status, error_code: int | None = None) -> int | None:
        """What the message became; the HTTP status of the answer, None where nobody is told or nobody answers.

        Late, twice and out of order are up to the caller. Raises KeyError for an unknown message.
        """
        sms = self._store.became(sid, status, error_code)
        if not sms.status_callback:
            return None
        form = {
            "AccountSid": self._account, "ApiVersion": "2010-04-01", "MessageSid": sid, "SmsSid": sid,
            "MessageStatus": status, "SmsStatus": status, "To": sms.to,
        }  # fmt: skip
        form |= {"MessagingServiceSid": sms.sender} if sms.sender.startswith("MG") else {"From": sms.sender}
        if error_code is not None:
            form["ErrorCode"] = str(error_code)
        if status == "delivered":
            form["RawDlrDoneDate"] = datetime.now(UTC).strftime("%y%m%d%H%M")
        return await self._post(sms.status_callback, form)

    async def inbound(self, sender: str, to: str, body: str) -> int | None:
        """A recipient writes to us; STOP, START and HELP are kept here first, as Twilio keeps them."""
        word = body.strip().upper()
        kind = "STOP" if word in STOP else "START" if word in START else "HELP" if word in HELP else None
        if kind == "STOP":
            self._store.stop(sender, to)
        if kind == "START":
            self._store.start(sender, to)
        if self._inbound_url is None:
            return None
        sid = f"SM{secrets.token_hex(16)}"
        form = {
            "AccountSid": self._account, "ApiVersion": "2010-04-01", "MessageSid": sid, "SmsSid": sid,
            "SmsMessageSid": sid, "SmsStatus": "received", "From": sender, "Body": body, "NumMedia": "0",
            "NumSegments": str(segments_of(body)),
        }  # fmt: skip
        form |= {"MessagingServiceSid": to, "To": to} if to.startswith("MG") else {"To": to}
        form |= {"OptOutType": kind} if kind else {}
        return await self._post(self._inbound_url, form)

    async def close(self) -> None:
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _usual(self, sms: Sms) -> None:
        for status in _USUAL:
            await asyncio.sleep(_MOMENT)
            if self._store.get(sms.sid) is None:
                return
            await self.status(sms.sid, status)

    async def _post(self, url: str, form: Mapping[str, str]) -> int | None:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False)
        headers = {
            "X-Twilio-Signature": signature(self._token, url, form),
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
            "User-Agent": "TwilioProxy/1.1",
        }
        try:
            async with self._session.post(url, data=dict(form), headers=headers, allow_redirects=False) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            return None
