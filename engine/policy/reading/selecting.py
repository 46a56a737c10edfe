"""Says whether a rule's selector means a message."""

from collections.abc import Sequence
from typing import Protocol

from engine.customer.places import Slot
from engine.language.rules.selectors import Selector
from engine.language.terms import MARKETING, Channel, Origin, Purpose


class Selectable(Protocol):
    """What a selector looks at: a message on a channel, as it is or was when it was decided."""

    @property
    def message(self) -> str: ...
    @property
    def purpose(self) -> Purpose: ...
    @property
    def department(self) -> str: ...
    @property
    def origin(self) -> Origin: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def journey(self) -> str | None: ...
    @property
    def tags(self) -> Sequence[str]: ...


def matches(selector: Selector, one: Selectable) -> bool:
    """Lists mean any of, keys all of."""
    return (
        (selector.message_class is None or (selector.message_class == "marketing") == (one.purpose in MARKETING))
        and (not selector.purposes or one.purpose in selector.purposes)
        and (not selector.channels or one.channel in selector.channels)
        and (not selector.origin or one.origin in selector.origin)
        and (not selector.departments or one.department in selector.departments)
        and (not selector.messages or one.message in selector.messages)
        and (not selector.journeys or one.journey in selector.journeys)
        and (not selector.tags or any(tag in selector.tags for tag in one.tags))
    )


def among(selector: Selector, slots: Sequence[Slot]) -> Sequence[Slot]:
    """Those of many that it means, in their order: key by key, since a rule is held against all that was sent."""
    found = slots
    if selector.message_class is not None:
        marketing = selector.message_class == "marketing"
        found = [one for one in found if (one.purpose in MARKETING) == marketing]
    if wanted := selector.purposes:
        found = [one for one in found if one.purpose in wanted]
    if channels := selector.channels:
        found = [one for one in found if one.channel in channels]
    rest = selector.origin or selector.departments or selector.messages or selector.journeys or selector.tags
    return [one for one in found if matches(selector, one)] if rest else found
