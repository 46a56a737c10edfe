"""What nobody may say with a key that everybody can read out of a page: where a customer is reached, what she gets."""

from collections.abc import Iterable

from engine.contracts.inputs import Identify, Track
from engine.customer.addresses import ADDRESS_ATTRIBUTES
from engine.customer.profile import changed_type
from starter.errors import InputRefused

_CLOSED = ADDRESS_ATTRIBUTES | {"preferences"}
"""Whoever changed them for somebody else would get her messages, or keep them from her."""


def closed_to_pages(of_own_channels: Iterable[str]) -> frozenset[str]:
    """Attributes of the profile; those that the policy names as addresses of a team's own channels are among them."""
    return _CLOSED | frozenset(of_own_channels)


def check_open(entry: Track | Identify, closed: frozenset[str]) -> None:
    """Raises InputRefused. Of anonymous ids too: what is said under one is replayed to whoever is named with it."""
    match entry:
        case Identify():
            found = sorted(closed & entry.attributes.keys())
        case Track():
            found = sorted(name for name in closed if changed_type(name) == entry.type)
    if found:
        raise InputRefused(
            f"{', '.join(found)}: a key of the scope 'browser' stands in a page for everybody to read, and changes no "
            "addresses and no preferences: have your own service say it"
        )
