"""Definitions for engine tests, published in memory without a file."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from engine.contracts.ports import PartMissing
from engine.identity import part_hash
from engine.language.canonical import canonical
from engine.language.catalogue import Catalogue
from engine.language.journey import ConditionEntry, Journey, TriggerEntry
from engine.language.message import Message, MessagePart
from engine.language.policy import Policy
from engine.language.schema import Schema

TEXT = dict.fromkeys(["product", "category", "order_id", "city"], "text")
SCHEMA = {
    "triggers": {type: {**TEXT, "amount": "number"} for type in ("purchase", "returned", "viewed", "activated")},
    "customer": {"plan": "text", "stage": "text", "n": "number", "birthday": "date", "line": {"number": "text"}},
    "lookups": {"nearest": {"in": {"city": "text"}, "out": {"name": "text"}, "timeout": "2s"}},
}
Step = dict[str, Any]  # a definition as written, before it is validated


def send(message: str, **more: Any) -> Step:
    return {"id": more.pop("id", message), "send": message, **more}


def wait(form: Any, id: str = "pause", **more: Any) -> Step:
    return {"id": id, "wait": form, **more}


def wait_for(*outcomes: Any, id: str = "listen", **more: Any) -> Step:
    """`timeout` may be a duration: then the enrolment goes on."""
    timeout = more.pop("timeout", None)
    body: Step = {"first_of": list(outcomes)}
    if timeout is None:
        body["forever"] = True
    else:
        body["timeout"] = {"after": timeout} if isinstance(timeout, str) else timeout
    if "look_back" in more:
        body["look_back"] = more.pop("look_back")
    return {"id": id, "wait_for": body, **more}


def journey(name: str, *steps: Step, enter: Any = None, again: str = "parallel", **more: Any) -> Journey:
    """`enter` is a trigger type or an entry as written; with a type, entered as often as it comes."""
    entry = {"trigger": enter or "purchase", "again": again} if enter is None or isinstance(enter, str) else enter
    written = {"journey": name, "title": name, "department": "shop", "enter": entry, "steps": list(steps), **more}
    return Journey.model_validate(written)


def message(name: str, **more: Any) -> Message:
    """Lifecycle mail, unless said otherwise."""
    defaults = {"message": name, "title": name, "department": "shop", "purpose": "lifecycle", "channels": ["email"]}
    return Message.model_validate(defaults | more)


def sent_by(journeys: tuple[Journey, ...]) -> set[str]:
    """Every message that the steps name."""
    found: set[str] = set()

    def walk(written: object) -> None:
        match written:
            case {"send": str(name)}:
                found.add(name)
            case {"best_of": list(names)}:
                found.update(names)
            case dict():
                for below in written.values():
                    walk(below)
            case list():
                for below in written:
                    walk(below)
            case _:
                pass

    for one in journeys:
        walk(one.model_dump(mode="json", by_alias=True)["steps"])
    return found


class Books:
    """A shelf in memory; what is published last is in force."""

    def __init__(
        self,
        *journeys: Journey,
        messages: tuple[Message, ...] = (),
        policy: Mapping[str, Any] | None = None,
        schema: Mapping[str, Any] | None = None,
    ) -> None:
        self._catalogues: list[str] = []
        self._parts: dict[str, str] = {}
        self.publish(*journeys, messages=messages, policy=policy, schema=schema)

    def catalogue(self, number: int) -> str:
        if not 1 <= number <= len(self._catalogues):
            raise PartMissing(f"no catalogue {number}")
        return self._catalogues[number - 1]

    def part(self, name: str) -> str:
        return self._parts[name]

    @property
    def parts(self) -> dict[str, str]:
        """All of them, by their hashes."""
        return dict(self._parts)

    def publish(
        self,
        *journeys: Journey,
        messages: tuple[Message, ...] = (),
        policy: Mapping[str, Any] | None = None,
        schema: Mapping[str, Any] | None = None,
    ) -> int:
        """Messages that are only named by a step are lifecycle mails; the number is returned."""
        by_name = {name: message(name) for name in sorted(sent_by(journeys))} | {one.message: one for one in messages}
        catalogue = Catalogue(
            journeys={one.journey: self._shelve(one) for one in journeys},
            messages={name: self._shelve(MessagePart(definition=one, bodies=())) for name, one in by_name.items()},
            policy=self._shelve(Policy.model_validate({"policy": "house", **(policy or {})})),
            schema=self._shelve(Schema.model_validate(schema or SCHEMA)),
            by_trigger=_by_trigger(journeys),
            by_condition=tuple(sorted(one.journey for one in journeys if isinstance(one.enter, ConditionEntry))),
            interest=(),
        )
        self._catalogues.append(canonical(catalogue))
        return len(self._catalogues)

    def version(self, journey: str, number: int = 1) -> str:
        """The hash of a journey as a catalogue has it."""
        return Catalogue.model_validate_json(self.catalogue(number)).journeys[journey]

    def _shelve(self, part: BaseModel) -> str:
        text = canonical(part)
        self._parts[part_hash(text)] = text
        return part_hash(text)


def _by_trigger(journeys: tuple[Journey, ...]) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for one in sorted(journeys, key=lambda one: one.journey):
        if one.status == "live" and isinstance(one.enter, TriggerEntry):
            index[one.enter.trigger] = (*index.get(one.enter.trigger, ()), one.journey)
    return index
