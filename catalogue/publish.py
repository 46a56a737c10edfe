"""Publishes a journeys folder: lint first, then one catalogue under the next number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from catalogue.build import Built, build
from catalogue.definitions import Definitions
from catalogue.faults import Fault, errors
from catalogue.lint.checks import lint
from engine.contracts.ports import Publications
from engine.errors import ToldError
from engine.language.catalogue import Catalogue
from engine.model import Frozen


class Published(Frozen):
    """What came of publishing; `changed` is false when the same content was in force already."""

    number: int
    changed: bool
    journeys: int
    messages: int
    warnings: tuple[Fault, ...] = ()


class LintFailed(ToldError):
    """The folder has errors and nothing was published; `faults` are all that were found, warnings too."""

    def __init__(self, folder: Path, faults: list[Fault]) -> None:
        count = len(errors(faults))
        listed = "\n".join(str(fault) for fault in faults)
        super().__init__(f"{folder} was not published: {count} {'error' if count == 1 else 'errors'}\n{listed}")
        self.faults = faults


@dataclass(frozen=True)
class Prepared:
    """A folder that passed lint, ready to be published."""

    definitions: Definitions
    built: Built
    warnings: tuple[Fault, ...]


def told(built: Built, number: int, before: int, warnings: Sequence[Fault] = ()) -> Published:
    """What went under a number, when another was in force before."""
    catalogue = Catalogue.model_validate_json(built.catalogue)
    return Published(
        number=number,
        changed=number != before,
        journeys=len(catalogue.journeys),
        messages=len(catalogue.messages),
        warnings=tuple(warnings),
    )


def prepare(folder: Path) -> Prepared:
    """Raises LintFailed."""
    faults, definitions = lint(folder)
    if definitions is None:
        raise LintFailed(folder, faults)
    return Prepared(definitions, build(definitions), tuple(faults))


def publish(folder: Path, publications: Publications, *, by: str, commit: str | None, at: datetime) -> Published:
    """Idempotent: the same content in force already keeps its number. Raises LintFailed."""
    prepared = prepare(folder)
    built = prepared.built
    before = publications.in_force()
    number = publications.publish(built.catalogue, dict(built.parts), by, commit, at)
    return told(built, number, before, prepared.warnings)
