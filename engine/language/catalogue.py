"""A catalogue: everything published at one time, as hashes, and the indexes that the engine reads it by."""

from pydantic import Field

from engine.language.reactions import Reaction
from engine.language.written import Name, TriggerType
from engine.model import Frozen


class Catalogue(Frozen):
    """Content-addressed; the number it is published under stands outside, so equal content is equal."""

    journeys: dict[Name, str]
    """journey → hash of the version published now (draft journeys are not in it)"""
    messages: dict[Name, str]
    policy: str
    schema_hash: str = Field(alias="schema")
    by_trigger: dict[TriggerType, tuple[Name, ...]]
    """trigger type → journeys that it may enter"""
    by_condition: tuple[Name, ...]
    """journeys entered by a condition"""
    interest: tuple[TriggerType, ...]
    """every type that anything published names; the doors add what pinned versions name"""
    heard: tuple[Reaction, ...] | None = Field(None, exclude_if=lambda heard: heard is None)
    """the reactions of which every one is read; of all others the first of a message says enough (None: not known)"""
    preferences: str | None = Field(None, exclude_if=lambda page: page is None)
    """hash of the preference page"""

    model_config = Frozen.model_config | {"populate_by_name": True}

    def parts(self) -> tuple[str, ...]:
        """The hashes of everything in it."""
        page = () if self.preferences is None else (self.preferences,)
        return (*self.journeys.values(), *self.messages.values(), self.policy, self.schema_hash, *page)
