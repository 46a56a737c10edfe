"""The journeys folder of scenarios, read once; built anew for each choice of rules and journeys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import JsonValue, ValidationError

from catalogue.build import Built, build
from catalogue.definitions import Definitions, Placed
from catalogue.faults import Fault, did_you_mean, errors
from catalogue.faults import Path as Place
from catalogue.lint.checks import check_all, lint
from catalogue.lint.walk import walk
from catalogue.named_conditions import NamedConditions
from catalogue.publish import LintFailed
from catalogue.scenarios.reading import ScenarioFaults
from catalogue.wording import faults_of
from catalogue.yaml_file import YamlFaults, YamlFile, read_yaml
from engine.language.journey import Journey
from engine.language.policy import Policy
from engine.language.steps import Start


@dataclass(frozen=True)
class Edition:
    """What is put in force at one time."""

    definitions: Definitions
    built: Built


class ScenarioFolder:
    """A linted journeys folder; what is built of it is kept."""

    def __init__(self, path: Path) -> None:
        """Raises LintFailed."""
        faults, definitions = lint(path)
        if definitions is None:
            raise LintFailed(path, faults)
        self.path = path
        self._whole = definitions
        self._conditions = _conditions(path)
        self._linted: dict[str, Definitions] = {}
        self._kept: dict[tuple[str, tuple[str, ...] | None], Edition] = {}

    def edition(
        self,
        source: YamlFile,
        place: Place,
        policy: str | Mapping[str, JsonValue] | None,
        journeys: tuple[str, ...] | None,
    ) -> Edition:
        """The folder with that policy and those journeys alone; `place` is where the scenario says so.

        Raises ScenarioFaults.
        """
        known = (_named(source, policy), journeys)
        if known not in self._kept:
            self._kept[known] = self._made(source, place, policy, journeys)
        return self._kept[known]

    def _made(
        self,
        source: YamlFile,
        place: Place,
        policy: str | Mapping[str, JsonValue] | None,
        journeys: tuple[str, ...] | None,
    ) -> Edition:
        definitions = self._under(source, place, policy)
        if journeys is not None:
            kept = {name: placed for name, placed in definitions.journeys.items() if name in journeys}
            _check_whole(journeys, kept, definitions, source)
            definitions = replace(definitions, journeys=kept)
        return Edition(definitions, build(definitions))

    def _under(self, source: YamlFile, place: Place, policy: str | Mapping[str, JsonValue] | None) -> Definitions:
        """The whole folder with that policy, linted."""
        if policy is None:
            return self._whole
        known = _named(source, policy)
        if known not in self._linted:
            definitions = replace(self._whole, policy=self._policy(self._written(source, place, policy)))
            if found := errors(check_all(definitions)):
                raise ScenarioFaults(found)
            self._linted[known] = definitions
        return self._linted[known]

    def _written(self, source: YamlFile, place: Place, policy: str | Mapping[str, JsonValue]) -> YamlFile:
        if isinstance(policy, str):
            return _file(source, place, policy)
        under = self._whole.policy.source.data
        assert isinstance(under, dict)  # it was read as a policy
        size = len(place)
        positions = {path[size:]: at for path, at in source.positions.items() if path[:size] == place}
        return YamlFile(source.file, {**under, **policy}, positions)

    def _policy(self, written: YamlFile) -> Placed[Policy]:
        source, faults = self._conditions.put_into(written)
        try:
            policy = Policy.model_validate(source.data, by_alias=True, by_name=False)
        except ValidationError as error:
            raise ScenarioFaults([*faults, *faults_of(error, source, Policy)]) from None
        if faults:
            raise ScenarioFaults(faults)
        return Placed(policy, source)


def _named(source: YamlFile, policy: str | Mapping[str, JsonValue] | None) -> str:
    """The same for the same policy, wherever it is written."""
    return str((Path(source.file).parent / policy).resolve()) if isinstance(policy, str) else repr(policy)


def _check_whole(
    journeys: Iterable[str], kept: Mapping[str, Placed[Journey]], whole: Definitions, source: YamlFile
) -> None:
    """What is named is there, and no journey starts one that is left out."""
    faults: list[Fault] = []
    for n, name in enumerate(journeys):
        if name not in whole.journeys:
            fix = did_you_mean(name, whole.journeys, "take it out")
            faults.append(source.fault(("given", "journeys", n), f"there is no journey {name!r}", fix))
    for name, placed in kept.items():
        for _, step in walk(placed.model.steps):
            if isinstance(step, Start) and step.start not in kept:
                message = f"{name} starts {step.start}, which is not among them"
                faults.append(source.fault(("given", "journeys"), message, f"add {step.start}"))
    if faults:
        raise ScenarioFaults(faults)


def _file(source: YamlFile, place: Place, named: str) -> YamlFile:
    """A policy beside the scenario."""
    path = Path(source.file).parent / named
    try:
        return read_yaml(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        fault = source.fault(place, f"{named!r} cannot be read: {error.strerror}", "write the path from this file on")
        raise ScenarioFaults([fault]) from None
    except YamlFaults as error:
        raise ScenarioFaults(error.faults) from None


def _conditions(folder: Path) -> NamedConditions:
    found = sorted(folder.rglob("conditions.yaml"))
    data: Any = read_yaml(found[0].read_text(encoding="utf-8"), found[0].name).data if found else {}
    return NamedConditions(data if isinstance(data, dict) else {})
