"""Finds recipients and their messages without looking through all messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from standins.inbox.model import Recipient


@dataclass
class _Known:
    address: str
    """as it was written first"""
    numbers: list[int] = field(default_factory=list)


class RecipientIndex:
    """Numbers of messages by address; upper and lower case do not differ."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def add(self, number: int, addresses: Iterable[str]) -> None:
        """Numbers rise from call to call."""
        for address in {address.casefold(): address for address in addresses}.values():
            self._known.setdefault(address.casefold(), _Known(address)).numbers.append(number)

    def clear(self) -> None:
        self._known.clear()

    def get(self, address: str) -> Recipient | None:
        known = self._known.get(address.casefold())
        return Recipient(known.address, len(known.numbers)) if known else None

    def found(self, part: str = "") -> Sequence[Recipient]:
        """Whose address has the part, those with the newest messages first."""
        known = sorted(self._matching(part), key=lambda one: one.numbers[-1], reverse=True)
        return [Recipient(one.address, len(one.numbers)) for one in known]

    def numbers(self, wanted: str) -> Sequence[int]:
        """Newest first: of that very recipient where there is one, else of all whose address has that part."""
        whole = self._known.get(wanted.casefold())
        if whole is not None:
            return whole.numbers[::-1]
        return sorted({number for one in self._matching(wanted) for number in one.numbers}, reverse=True)

    def _matching(self, part: str) -> Iterable[_Known]:
        wanted = part.casefold()
        return (one for address, one in self._known.items() if wanted in address)
