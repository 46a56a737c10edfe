"""Reads scenario files; what is wrong names file, line, path and fix."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from catalogue.definitions import Placed
from catalogue.faults import Fault, in_order
from catalogue.scenarios.scenario import Scenario
from catalogue.wording import faults_of
from catalogue.yaml_file import YamlFaults, YamlFile, make_fault, read_yaml
from engine.errors import ToldError

FOLDER = "scenarios"
"""where scenarios lie in a journeys folder"""


class ScenarioFaults(ToldError):
    """A scenario cannot be run; every fault found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(in_order(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def scenario_files(named: Path) -> Sequence[Path]:
    """The file itself; of a folder those in `scenarios`, or all in it where it lies there. Raises ScenarioFaults."""
    if named.is_file():
        return (named,)
    within = FOLDER in named.resolve().parts
    root = named if within else named / FOLDER
    found = sorted(filter(is_scenario, root.rglob("*.yaml"))) if root.is_dir() else []
    if not found:
        fix = f"write one into {named / FOLDER if not within else named}, or name a file"
        raise ScenarioFaults([make_fault(str(named), (1, 1), (), "there are no scenarios", fix)])
    return found


def is_scenario(file: Path) -> bool:
    """Whether a file in `scenarios` is one: beside them lie the policies and journeys folders that they name."""
    parts = file.parent.resolve().parts
    if FOLDER not in parts or file.suffix != ".yaml":
        return False
    within = len(parts) - 1 - parts[::-1].index(FOLDER)
    between = [Path(*parts[: n + 1]) for n in range(within, len(parts))]
    if any((folder / "schema.yaml").is_file() for folder in between):
        return False
    return _POLICY.search(file.read_text(encoding="utf-8", errors="replace")) is None


_POLICY = re.compile(r"^policy:", re.MULTILINE)


def journeys_of(file: Path) -> Path:
    """The journeys folder that a scenario is about: the one that holds `scenarios`. Raises ScenarioFaults."""
    for folder in file.resolve().parents:
        if folder.name == FOLDER:
            return _as_written(file, folder.parent)
    fix = f"put it into the folder {FOLDER!r} of a journeys folder"
    raise ScenarioFaults([make_fault(str(file), (1, 1), (), "belongs to no journeys folder", fix)])


def _as_written(file: Path, folder: Path) -> Path:
    """As far as the file was named by it: people read paths as they typed them."""
    return next((one for one in file.parents if one.resolve() == folder), folder)


def read_scenario(file: Path) -> Placed[Scenario]:
    """Raises ScenarioFaults; names are not looked at."""
    source = _source(file)
    try:
        return Placed(Scenario.model_validate(source.data, by_alias=True, by_name=False), source)
    except ValidationError as error:
        raise ScenarioFaults(faults_of(error, source, Scenario)) from None


def _source(file: Path) -> YamlFile:
    try:
        return read_yaml(file.read_text(encoding="utf-8"), str(file))
    except YamlFaults as error:
        raise ScenarioFaults(error.faults) from None
    except UnicodeDecodeError:
        raise ScenarioFaults([make_fault(str(file), (1, 1), (), "is no UTF-8", "save it as UTF-8")]) from None
    except OSError as error:
        raise ScenarioFaults(
            [make_fault(str(file), (1, 1), (), f"cannot be read: {error.strerror}", "name a scenario file")]
        ) from None
