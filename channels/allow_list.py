"""Keeps every channel, outside production, to the recipients that were named."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from engine.contracts.answers import Answer, Refused
from engine.contracts.ports import ChannelAdapter, Forgetting, Parcel
from engine.language.terms import Channel

# A domain's entry covers plain addresses only, so that no list or display name slips through by its end.
_ONE_ADDRESS = re.compile(r"[^\s@,;:<>\"()\[\]\\]+(@[^\s@,;:<>\"()\[\]\\]+)")


class RecipientAllowList:
    """An adapter that passes on only parcels to allowed recipients; wrapped round the real one.

    Entries are whole addresses (numbers, tokens) or `@domain`, compared without regard to case. A domain
    does not cover its subdomains. Under the profile `production` everything passes.
    """

    def __init__(self, inner: ChannelAdapter, profile: str, allowed: Iterable[str]) -> None:
        """Raises ValueError for an entry that cannot match anything."""
        self._inner = inner
        self._open = profile == "production"
        entries = frozenset(_entry(entry) for entry in allowed)
        self._domains = frozenset(entry for entry in entries if entry.startswith("@"))
        self._addresses = entries - self._domains

    @property
    def channel(self) -> Channel:
        return self._inner.channel

    @property
    def dedupes(self) -> Literal["native_key", "collapse_key", "none"]:
        return self._inner.dedupes

    async def send(self, parcel: Parcel) -> Answer:
        if not self._open and not self._allows(parcel.address):
            return Refused(
                fault="not_allowed_here",
                detail="the recipient is not in RECIPIENT_ALLOWLIST and the profile is not production",
            )
        return await self._inner.send(parcel)

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        return await self._inner.forget(addresses)

    async def close(self) -> None:
        await self._inner.close()

    def _allows(self, address: str) -> bool:
        folded = address.casefold()
        plain = _ONE_ADDRESS.fullmatch(folded)
        return folded in self._addresses or (plain is not None and plain[1] in self._domains)


def _entry(text: str) -> str:
    entry = text.strip().casefold()
    if not entry or entry == "@":
        raise ValueError(f"RECIPIENT_ALLOWLIST entry {text!r} matches nothing: write an address, or @example.com")
    return entry
