"""A catalogue: everything published at one time, as hashes, and the indexes that the engine reads it by."""

from pydantic import Field

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

    model_config = Frozen.model_config | {"populate_by_name": True}
