"""Reads a journeys folder into definitions, and reports the faults of all files in one go."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from catalogue.definitions import Content, Definitions, Placed
from catalogue.faults import Fault, in_order
from catalogue.files import Found, find
from catalogue.mail.naming import ENDINGS
from catalogue.named_conditions import NamedConditions
from catalogue.wording import faults_of
from catalogue.yaml_file import YamlFile, make_fault
from engine.language.journey import Journey
from engine.language.message import Message
from engine.language.parts import MOST_PER_MESSAGE
from engine.language.policy import Policy
from engine.language.preferences import PageTexts, Preferences
from engine.language.schema import Conditions, Schema

BODY_ENDINGS = tuple(f".{ending}" for ending in ENDINGS)
BLOCKS = "blocks"
"""the folder of a message's blocks, beside its `message.yaml`"""
_KINDS = ("journey", "message", "policy")
_BY_NAME = {"schema.yaml": "schema", "conditions.yaml": "conditions", "preferences.yaml": "preferences"}
_TEXTS = re.compile(r"preferences\.([A-Za-z-]+)\.yaml")
"""the texts of the preference page in a language"""

Model = TypeVar("Model", bound=BaseModel)


def read_folder(folder: Path) -> tuple[Definitions | None, list[Fault]]:
    """The definitions, and every fault of form; None when there is any."""
    if not folder.is_dir():
        return None, [make_fault(str(folder), (1, 1), (), "there is no such folder", "name a journeys folder")]
    reader = _Reader(find(folder))
    definitions = reader.read()
    return definitions, in_order(reader.faults)


class _Reader:
    """One reading of one folder; collects faults as it goes."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self.faults = list(found.faults)

    def read(self) -> Definitions | None:
        kinds: dict[str, list[YamlFile]] = {
            "journey": [],
            "message": [],
            "policy": [],
            "schema": [],
            "conditions": [],
            "preferences": [],
            "texts": [],
        }
        for source in self._found.yaml:
            if kind := self._kind(source):
                kinds[kind].append(source)
        conditions = self._conditions(kinds["conditions"])
        journeys = self._journeys(kinds["journey"], conditions)
        messages = self._messages(kinds["message"], conditions)
        policy = self._only("policy", Policy, [self._named(one, conditions) for one in kinds["policy"]])
        schema = self._only("schema", Schema, kinds["schema"])
        page = self._only("preferences", Preferences, kinds["preferences"]) if kinds["preferences"] else None
        texts = self._page_texts(kinds["texts"])
        if self.faults or policy is None or schema is None:
            return None
        return Definitions(journeys, messages, policy, schema, page, texts)

    def _kind(self, source: YamlFile) -> str | None:
        name = source.file.rpartition("/")[2]
        if name in _BY_NAME:
            return _BY_NAME[name]
        if _TEXTS.fullmatch(name):
            return "texts"
        keys = source.data if isinstance(source.data, dict) else {}
        if found := next((kind for kind in _KINDS if kind in keys), None):
            return found
        fix = "begin it with journey:, message: or policy:, or name it schema.yaml, conditions.yaml or preferences.yaml"
        self.faults.append(source.fault((), "not told what this file is", fix))
        return None

    def _journeys(self, sources: list[YamlFile], conditions: NamedConditions) -> Mapping[str, Placed[Journey]]:
        found: dict[str, Placed[Journey]] = {}
        for written in sources:
            source = self._named(written, conditions)
            journey = self._model(Journey, source)
            if journey is not None:
                self._once("journey", journey.journey, found, source)
                found.setdefault(journey.journey, Placed(journey, source))
        return found

    def _messages(self, sources: list[YamlFile], conditions: NamedConditions) -> Mapping[str, Content]:
        found: dict[str, Content] = {}
        for written in sources:
            source = self._named(written, conditions)
            message = self._model(Message, source)
            if message is not None:
                self._once("message", message.message, found, source)
                folder = source.file.rpartition("/")[0]
                blocks = f"{folder}/{BLOCKS}" if folder else BLOCKS
                files = self._found.content(folder, message.email.files() if message.email else (), MOST_PER_MESSAGE)
                beside = frozenset(self._found.paths.get(folder, {}))
                content = Content(message, source, self._texts(folder), self._texts(blocks), files, beside)
                found.setdefault(message.message, content)
        return found

    def _page_texts(self, sources: list[YamlFile]) -> Mapping[str, Placed[PageTexts]]:
        found: dict[str, Placed[PageTexts]] = {}
        for source in sources:
            language = source.file.split(".")[-2]
            texts = self._model(PageTexts, source)
            if language in found:
                message = f"a second file of the page's texts (the first is {found[language].source.file})"
                self.faults.append(source.fault((), message, "keep one of them"))
            elif texts is not None:
                found[language] = Placed(texts, source)
        return found

    def _named(self, written: YamlFile, conditions: NamedConditions) -> YamlFile:
        source, faults = conditions.put_into(written)
        self.faults += faults
        return source

    def _texts(self, folder: str) -> Mapping[str, str]:
        files = self._found.beside.get(folder, {})
        return {name: text for name, text in sorted(files.items()) if name.endswith(BODY_ENDINGS)}

    def _conditions(self, sources: list[YamlFile]) -> NamedConditions:
        source = self._single("conditions", sources)
        if source is None:
            return NamedConditions({})
        try:
            return NamedConditions(dict(TypeAdapter(Conditions).validate_python(source.data)))
        except ValidationError as error:
            self.faults.extend(faults_of(error, source, None))
            names = source.data if isinstance(source.data, dict) else {}
            return NamedConditions(dict.fromkeys(names))

    def _only(self, kind: str, model: type[Model], sources: list[YamlFile]) -> Placed[Model] | None:
        if not sources:
            fix = "add schema.yaml with `triggers:`" if kind == "schema" else "add policy.yaml with `policy: <name>`"
            self.faults.append(make_fault(f"{kind}.yaml", (1, 1), (), f"the folder has no {kind}", fix))
            return None
        source = self._single(kind, sources)
        found = self._model(model, source) if source else None
        return Placed(found, source) if found is not None and source else None

    def _single(self, kind: str, sources: list[YamlFile]) -> YamlFile | None:
        for more in sources[1:]:
            message = f"a second {kind} file (the first is {sources[0].file})"
            self.faults.append(more.fault((), message, "keep one of them"))
        return sources[0] if sources else None

    def _model(self, model: type[Model], source: YamlFile) -> Model | None:
        try:
            return model.model_validate(source.data, by_alias=True, by_name=False)
        except ValidationError as error:
            self.faults.extend(faults_of(error, source, model))
            return None

    def _once(self, kind: str, name: str, known: Mapping[str, Placed[Model]], source: YamlFile) -> None:
        if name in known:
            message = f"a second {kind} named {name!r} (the first is in {known[name].source.file})"
            self.faults.append(source.fault((kind,), message, "give it another name"))
