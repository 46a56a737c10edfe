"""Finds the files of a journeys folder and reads them as text, the same on every machine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.faults import Fault
from catalogue.yaml_file import YamlFaults, YamlFile, make_fault, read_yaml

_PASSED_OVER = frozenset({"places", "scenarios", "__pycache__"})


@dataclass(frozen=True)
class Found:
    """What was found: YAML files, and the other files by folder and name."""

    yaml: tuple[YamlFile, ...]
    beside: dict[str, dict[str, str]]
    faults: list[Fault]
    paths: dict[str, dict[str, Path]] = field(default_factory=dict)
    """every file that is not YAML, text or not, by folder and name"""

    def content(self, folder: str, names: Iterable[str], most: int) -> dict[str, bytes]:
        """The bytes of those files of a folder that are there, of each no more than `most` and one."""
        there = self.paths.get(folder, {})
        return {name: _beginning(there[name], most + 1) for name in names if name in there}


def find(folder: Path) -> Found:
    """Every readable file below the folder, in the order of their names."""
    faults: list[Fault] = []
    yaml: list[YamlFile] = []
    beside: dict[str, dict[str, str]] = {}
    paths: dict[str, dict[str, Path]] = {}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if path.suffix not in (".yaml", ".yml"):
            paths.setdefault(name.rpartition("/")[0], {})[path.name] = path
        if path.suffix == ".yml":
            faults.append(make_fault(name, (1, 1), (), "the ending .yml is not read", "rename it to .yaml"))
            continue
        text = _text(path, name, faults)
        if text is None:
            continue
        if path.suffix == ".yaml":
            yaml.extend(_yaml(text, name, faults))
        else:
            beside.setdefault(name.rpartition("/")[0], {})[path.name] = text
    return Found(tuple(yaml), beside, faults, paths)


def _beginning(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part in _PASSED_OVER or part.startswith(".") for part in parts):
            yield path


def _text(path: Path, name: str, faults: list[Fault]) -> str | None:
    """Line ends and byte-order marks differ by machine; hashes must not."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        if path.suffix == ".yaml":
            message = f"not UTF-8: the byte at position {error.start}"
            faults.append(make_fault(name, (1, 1), (), message, "save it as UTF-8"))
        return None


def _yaml(text: str, name: str, faults: list[Fault]) -> Iterator[YamlFile]:
    try:
        yield read_yaml(text, name)
    except YamlFaults as found:
        faults.extend(found.faults)
