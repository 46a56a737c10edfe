"""Published parts, parsed once: a hash names its content, so what was parsed never changes."""

from engine.contracts.ports import Shelf
from engine.journeys.program import Program
from engine.language.catalogue import Catalogue
from engine.language.journey import Journey
from engine.language.message import MessagePart
from engine.language.policy import Policy
from engine.language.schema import Schema
from engine.shelf import installed


class Definitions:
    """What the engine reads of a catalogue; whether a part was read before never shows in a decision."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._catalogues: dict[int, Catalogue] = {}
        self._programs: dict[str, Program] = {}
        self._messages: dict[str, MessagePart] = {}
        self._policies: dict[str, Policy] = {}
        self._schemas: dict[str, Schema] = {}

    def catalogue(self, number: int) -> Catalogue:
        if number not in self._catalogues:
            self._catalogues[number] = Catalogue.model_validate_json(self.shelf.catalogue(number))
        return self._catalogues[number]

    def program(self, version: str) -> Program:
        """The compiled journey of that version."""
        if version not in self._programs:
            journey = Journey.model_validate_json(self.shelf.part(version))
            self._programs[version] = Program(journey, version)
        return self._programs[version]

    def message(self, content: str) -> MessagePart:
        if content not in self._messages:
            self._messages[content] = MessagePart.model_validate_json(self.shelf.part(content))
        return self._messages[content]

    def policy(self, number: int) -> Policy:
        name = self.catalogue(number).policy
        if name not in self._policies:
            self._policies[name] = Policy.model_validate_json(self.shelf.part(name))
        return self._policies[name]

    def schema(self, number: int) -> Schema:
        name = self.catalogue(number).schema_hash
        if name not in self._schemas:
            self._schemas[name] = Schema.model_validate_json(self.shelf.part(name))
        return self._schemas[name]


_current: list[Definitions] = []


def definitions() -> Definitions:
    """The parsed parts of the process's store."""
    shelf = installed()
    if not _current or _current[0].shelf is not shelf:
        _current[:] = [Definitions(shelf)]
    return _current[0]
