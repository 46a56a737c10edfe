"""One catalogue read whole: what a comparison looks at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from catalogue.build import Built
from engine.contracts.ports import Shelf
from engine.language.catalogue import Catalogue
from engine.language.journey import Journey
from engine.language.message import Message, MessagePart
from engine.language.policy import Policy
from engine.language.preferences import PreferencesPart
from engine.language.schema import Schema

Model = TypeVar("Model", bound=BaseModel)


class EditionUnreadable(Exception):
    """A catalogue that this version of Twostep cannot read; the text says which part and why."""


@dataclass(frozen=True)
class Edition:
    """Everything that one catalogue publishes; None where nothing is published."""

    journeys: Mapping[str, Journey]
    versions: Mapping[str, str]
    """journey → hash"""
    parts: Mapping[str, MessagePart]
    policy: Policy | None
    plan: Schema | None
    page: PreferencesPart | None = None
    """the preference page, where there is one"""

    @property
    def messages(self) -> dict[str, Message]:
        return {name: part.definition for name, part in self.parts.items()}


NOTHING = Edition({}, {}, {}, None, None)
"""What is in force before the first publication."""


def edition_of(built: Built) -> Edition:
    """What would be published."""
    return _read(built.catalogue, built.parts.__getitem__)


def published(shelf: Shelf, number: int) -> Edition:
    """What was published under a number; 0 is nothing. Raises PartMissing, EditionUnreadable."""
    return _read(shelf.catalogue(number), shelf.part) if number else NOTHING


def _read(text: str, part: Callable[[str], str]) -> Edition:
    catalogue = Catalogue.model_validate_json(text)

    def model(kind: type[Model], name: str, what: str) -> Model:
        try:
            return kind.model_validate_json(part(name))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise EditionUnreadable(
                f"{what} was published by another version of Twostep and cannot be read: {place}: {first['msg']}"
            ) from error

    return Edition(
        journeys={name: model(Journey, key, f"journey {name!r}") for name, key in catalogue.journeys.items()},
        versions=catalogue.journeys,
        parts={name: model(MessagePart, key, f"message {name!r}") for name, key in catalogue.messages.items()},
        policy=model(Policy, catalogue.policy, "the policy"),
        plan=model(Schema, catalogue.schema_hash, "the schema"),
        page=None if catalogue.preferences is None else model(PreferencesPart, catalogue.preferences, "the page"),
    )
