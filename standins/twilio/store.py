"""Keeps the text messages that were taken, what became of them, and who wrote STOP."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

Status = Literal[
    "accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed", "read", "canceled"
]
STATUSES: tuple[str, ...] = get_args(Status)


@dataclass(frozen=True)
class Sms:
    """One message to one number; `number` rises by one from 1."""

    number: int
    sid: str
    received_at: str
    to: str
    sender: str
    """the number or the messaging service that it was ordered from"""
    body: str
    segments: int
    status: Status
    status_callback: str = ""
    validity_period: int | None = None
    error_code: int | None = None


class SmsStore:
    """In memory, in order of arrival."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Sms] = {}
        self._last = 0
        self._stopped: set[tuple[str, str]] = set()

    def __len__(self) -> int:
        return len(self._by_sid)

    def next_number(self) -> int:
        return self._last + 1

    def keep(self, sms: Sms) -> None:
        self._by_sid[sms.sid] = sms
        self._last = max(self._last, sms.number)

    def get(self, sid: str) -> Sms | None:
        return self._by_sid.get(sid)

    def became(self, sid: str, status: Status, error_code: int | None = None) -> Sms:
        """Raises KeyError."""
        changed = replace(self._by_sid[sid], status=status, error_code=error_code)
        self._by_sid[sid] = changed
        return changed

    def remove(self, sid: str) -> bool:
        return self._by_sid.pop(sid, None) is not None

    def after(self, number: int, to: str = "") -> Iterator[Sms]:
        """Oldest first, from the one after `number`; to everybody, or to the numbers that have that part."""
        return (sms for sms in list(self._by_sid.values()) if sms.number > number and to in sms.to)

    def clear(self) -> None:
        """The messages; who wrote STOP stays stopped."""
        self._by_sid.clear()
        self._last = 0

    def stop(self, number: str, sender: str) -> None:
        self._stopped.add((number, sender))

    def start(self, number: str, sender: str) -> None:
        self._stopped.discard((number, sender))

    def stopped(self, number: str, sender: str) -> bool:
        return (number, sender) in self._stopped
