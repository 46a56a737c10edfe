"""Puts the conditions of `conditions.yaml` in place wherever a journey names one (`when: {is: name}`)."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import JsonValue

from catalogue.faults import Fault, Path, did_you_mean
from catalogue.yaml_file import YamlFile

_STANDS_AT = frozenset({"when", "unless", "condition", "while", "where"})
_HARMLESS = "1 == 1"


class NamedConditions:
    """`known` maps names to texts; a name whose text is at fault still counts as known."""

    def __init__(self, known: Mapping[str, str | None]) -> None:
        self._known = known

    def put_into(self, source: YamlFile) -> tuple[YamlFile, list[Fault]]:
        """The file with texts instead of names, and a fault for every unknown name."""
        faults: list[Fault] = []
        data = self._replaced(source.data, (), source, faults)
        return replace(source, data=data), faults

    def _replaced(self, value: JsonValue, path: Path, source: YamlFile, faults: list[Fault]) -> JsonValue:
        match value:
            case {"is": str(name), **rest} if not rest and path and path[-1] in _STANDS_AT:
                return self._text(name, path, source, faults)
            case dict():
                return {key: self._replaced(below, (*path, key), source, faults) for key, below in value.items()}
            case list():
                return [self._replaced(below, (*path, index), source, faults) for index, below in enumerate(value)]
            case _:
                return value

    def _text(self, name: str, path: Path, source: YamlFile, faults: list[Fault]) -> str:
        if name not in self._known:
            fix = did_you_mean(name, self._known, "write it into conditions.yaml")
            faults.append(source.fault((*path, "is"), f"there is no condition named {name!r}", fix))
            return _HARMLESS
        text = self._known[name]
        # A faulty condition is reported once, where it is written.
        return _HARMLESS if text is None else f"({text})"
