"""Which messages a selector means, in words: `promotional broadcasts of store`."""

from collections.abc import Iterator

from engine.language.rules.selectors import Selector
from engine.telling.decisions.context import listed
from engine.telling.titles import Titles

_ALL = 100


def meant(selector: Selector, titles: Titles) -> str:
    return " ".join(_words(selector, titles))


def _words(selector: Selector, titles: Titles) -> Iterator[str]:
    if selector.message_class is not None:
        yield selector.message_class
    if selector.purposes:
        yield _either(selector.purposes)
    yield "broadcasts" if selector.origin == ("broadcast",) else "messages"
    if selector.origin and selector.origin != ("broadcast",):
        yield f"that come from {_either(selector.origin)}"
    if selector.messages:
        yield _either([f"“{titles.message(one)}”" for one in selector.messages])
    if selector.tags:
        yield f"tagged {_either(selector.tags)}"
    if selector.departments:
        yield f"of {_either(selector.departments)}"
    if selector.journeys:
        yield f"of {_either([f'“{titles.journey(one)}”' for one in selector.journeys])}"
    if selector.channels:
        yield f"by {_either(selector.channels)}"


def _either(names: object) -> str:
    return listed([str(one) for one in names] if isinstance(names, tuple | list) else [], _ALL).replace(" and ", " or ")
