"""A customer of the first version of a journey, and the move of her to the next."""

from typing import Any

from engine.contracts.verbs import Migrate
from engine.language.journey import Journey
from tests.engine.books import Books, journey
from tests.engine.lives import Life

LISTEN = {"name": "view", "trigger": "viewed"}


def version(*steps: Any, **more: Any) -> Journey:
    return journey("a", *steps, **more)


def life(*steps: Any, **more: Any) -> Life:
    """She has entered the first version."""
    she = Life(Books(version(*steps), **more))
    she.track("purchase")
    return she


def move(she: Life, when: str, *steps: Any, mapped: dict[str, str | None] | None = None, **more: Any) -> None:
    """Publish a version and move her to it."""
    number = she.books.publish(version(*steps, **more))
    order = Migrate(journey="a", to_version=she.books.version("a", number), catalogue=number, steps=mapped or {})
    she.state.catalogue = number
    she.control(order, when)
