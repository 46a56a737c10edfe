"""What a journeys folder holds, validated, each definition with the place where it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from catalogue.faults import Fault, Level, Path
from catalogue.mail.assemble import assemble
from catalogue.mail.attached import published_files
from catalogue.yaml_file import YamlFile, make_fault
from engine.language.journey import Journey
from engine.language.message import Message, MessagePart
from engine.language.policy import Policy
from engine.language.preferences import PageTexts, Preferences, PreferencesPart
from engine.language.schema import Schema
from engine.language.terms import Channel

Model = TypeVar("Model")


@dataclass(frozen=True)
class Placed(Generic[Model]):
    """A definition and the file it is written in."""

    model: Model
    source: YamlFile

    def fault(self, path: Path, message: str, fix: str, level: Level = "error") -> Fault:
        return self.source.fault(path, message, fix, level)


@dataclass(frozen=True)
class Content(Placed[Message]):
    """A message with the files that lie beside it, by name, as they are written."""

    bodies: Mapping[str, str]
    blocks: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)
    """what goes with its mails, as far as it is there"""
    beside: frozenset[str] = frozenset()
    """the names of all that lies beside it"""

    @property
    def folder(self) -> str:
        return self.source.file.rpartition("/")[0]

    def part(self, links: Mapping[str, str]) -> MessagePart:
        """What is published; `links` are the policy's. Raises FlawedMail."""
        bodies = assemble(self.model, self.bodies, self.blocks)
        own = {**links, **self.model.links} if Channel.EMAIL in self.model.channels else {}
        files = published_files(self.model, self.files)
        return MessagePart(definition=self.model, bodies=bodies, links=own, files=files)

    def body_fault(self, body: str, position: tuple[int, int], message: str, fix: str) -> Fault:
        """`body` is a path below the message's folder."""
        return make_fault(f"{self.folder}/{body}" if self.folder else body, position, (), message, fix)


@dataclass(frozen=True)
class Definitions:
    """Everything a folder holds; names are unique and every file has the right form."""

    journeys: Mapping[str, Placed[Journey]]
    messages: Mapping[str, Content]
    policy: Placed[Policy]
    schema: Placed[Schema]
    preferences: Placed[Preferences] | None = None
    texts: Mapping[str, Placed[PageTexts]] = field(default_factory=dict)
    """of the preference page, by language"""

    def page(self) -> PreferencesPart | None:
        """The preference page as it is published."""
        if self.preferences is None:
            return None
        texts = {language: self.texts[language].model for language in self.preferences.model.languages}
        return PreferencesPart(definition=self.preferences.model, texts=texts)
