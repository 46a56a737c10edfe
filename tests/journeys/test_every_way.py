"""Every branch of every journey is covered: the stories of this folder, lived once more, go every way there is."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from types import ModuleType

import pytest
from pydantic import JsonValue

from engine.contracts.journal import Ended
from engine.language.catalogue import Catalogue
from tests.journeys import resident
from tests.journeys.ways import watched, ways


def stories(module: ModuleType) -> Iterator[Callable[[], None]]:
    return (story for name, story in vars(module).items() if name.startswith("test_"))


def published() -> Catalogue:
    return Catalogue.model_validate_json(resident.shelf().catalogue(1))


def told(journey: str) -> ModuleType:
    """The module that tells the stories of a journey; every one has its own."""
    return import_module(f"tests.journeys.test_{journey.replace('-', '_')}")


def every_way() -> set[str]:
    definitions = resident.definitions()
    return set().union(*(ways(definitions.program(version).journey) for version in published().journeys.values()))


def lived(monkeypatch: pytest.MonkeyPatch, journeys: Iterable[str]) -> set[str]:
    """The ways that the people of these stories went, their exits included."""
    people: list[resident.Resident] = []
    real = resident.Resident.__init__

    def born(her: resident.Resident, *, agreed: bool = True, id: str = "c-1", **profile: JsonValue) -> None:
        real(her, agreed=agreed, id=id, **profile)
        people.append(her)

    monkeypatch.setattr(resident.Resident, "__init__", born)
    with watched() as gone:
        for journey in journeys:
            for story in stories(told(journey)):
                story()
    ended = (one for her in people for one in her.entries if isinstance(one, Ended))
    return gone | {f"{one.journey}/exit: {one.outcome}" for one in ended}


def test_every_way_through_every_journey_is_gone_in_a_story(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sorted(every_way() - lived(monkeypatch, published().journeys)) == []


def test_the_check_notices_a_way_that_nobody_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = every_way() - lived(monkeypatch, published().journeys.keys() - {"browse-abandonment"})
    assert {
        "browse-abandonment/why: run.reason = price",
        "browse-abandonment/helped: timeout",
        "browse-abandonment/adviser: passed over",
        "browse-abandonment/exit: in-the-cart",
        "browse-abandonment/just-looking: done",
    } <= missing


def test_every_message_is_sent_by_a_journey_but_the_one_that_is_broadcast() -> None:
    definitions = resident.definitions()
    journeys = [definitions.program(version).journey for version in published().journeys.values()]
    sent = {word for one in journeys for word in one.model_dump_json(by_alias=True).split('"')}
    assert set(published().messages) - sent == {"spring-sale"}
