"""Keeps every channel, outside production, to the recipients that were named."""

import re
from collections.abc import Iterable

from channels.wrapped import WrappedAdapter
from engine.contracts.answers import Answer, Refused
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter

# A domain's entry covers plain addresses only, so that no list or display name slips through by its end.
_ONE_ADDRESS = re.compile(r"[^\s@,;:<>\"()\[\]\\]+(@[^\s@,;:<>\"()\[\]\\]+)")


class RecipientAllowList(WrappedAdapter):
    """An adapter that passes on only parcels to allowed recipients; wrapped round the real one.

    Entries are whole addresses (numbers, tokens, customer ids), `@domain`, or `channel:*` for everybody on a
    channel, compared without regard to case. A domain does not cover its subdomains. Under the profile
    `production` everything passes.
    """

    def __init__(self, inner: ChannelAdapter, profile: str, allowed: Iterable[str]) -> None:
        """Raises ValueError for an entry that cannot match anything."""
        super().__init__(inner)
        entries = frozenset(_entry(entry) for entry in allowed)
        self._open = profile == "production" or f"{inner.channel.value}:*" in entries
        self._domains = frozenset(entry for entry in entries if entry.startswith("@"))
        self._addresses = entries - self._domains

    async def send(self, parcel: Parcel) -> Answer:
        if not self._open and not self._allows(parcel.address):
            return Refused(
                fault="not_allowed_here",
                detail="the recipient is not in RECIPIENT_ALLOWLIST and the profile is not production",
            )
        return await self._inner.send(parcel)

    def _allows(self, address: str) -> bool:
        folded = address.casefold()
        plain = _ONE_ADDRESS.fullmatch(folded)
        return folded in self._addresses or (plain is not None and plain[1] in self._domains)


def _entry(text: str) -> str:
    entry = text.strip().casefold()
    if not entry or entry == "@":
        raise ValueError(f"RECIPIENT_ALLOWLIST entry {text!r} matches nothing: write an address, or @example.com")
    return entry
