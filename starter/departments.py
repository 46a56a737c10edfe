"""The departments that what is in force names: those of messages and of the policy's rules."""

from collections.abc import Iterator

from pydantic import BaseModel
from sqlalchemy import Engine

from audit.publications import SqlPublications, SqlShelf
from engine.language.catalogue import Catalogue
from engine.language.message import MessagePart
from engine.language.policy import Policy
from engine.language.rules.selectors import Selector


def departments_in_force(database: Engine) -> frozenset[str]:
    """Empty where nothing is published."""
    number = SqlPublications(database).in_force()
    if number == 0:
        return frozenset()
    shelf = SqlShelf(database)
    catalogue = Catalogue.model_validate_json(shelf.catalogue(number))
    policy = Policy.model_validate_json(shelf.part(catalogue.policy))
    messages = (MessagePart.model_validate_json(shelf.part(part)).definition for part in catalogue.messages.values())
    selected = (name for selector in _selectors(policy) for name in selector.departments)
    return frozenset({*policy.departments, *(message.department for message in messages), *selected})


def _selectors(part: object) -> Iterator[Selector]:
    match part:
        case Selector():
            yield part
        case BaseModel():
            for name in type(part).model_fields:
                yield from _selectors(getattr(part, name))
        case dict():
            yield from _selectors(tuple(part.values()))
        case tuple() | list():
            for one in part:
                yield from _selectors(one)
        case _:
            pass
