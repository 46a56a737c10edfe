"""Publishes a journeys folder: lint first, then one catalogue under the next number."""

from datetime import datetime
from pathlib import Path

from catalogue.build import build
from catalogue.faults import Fault, errors
from catalogue.lint.checks import lint
from engine.contracts.ports import Publications
from engine.model import Frozen


class Published(Frozen):
    """What came of publishing; `changed` is false when the same content was in force already."""

    number: int
    changed: bool
    journeys: int
    messages: int
    warnings: tuple[Fault, ...] = ()


class LintFailed(Exception):
    """The folder has errors and nothing was published; `faults` are all that were found, warnings too."""

    def __init__(self, folder: Path, faults: list[Fault]) -> None:
        count = len(errors(faults))
        listed = "\n".join(str(fault) for fault in faults)
        super().__init__(f"{folder} was not published: {count} {'error' if count == 1 else 'errors'}\n{listed}")
        self.faults = faults


def publish(folder: Path, publications: Publications, *, by: str, commit: str | None, at: datetime) -> Published:
    """Idempotent: the same content in force already keeps its number. Raises LintFailed."""
    faults, definitions = lint(folder)
    if definitions is None:
        raise LintFailed(folder, faults)
    built = build(definitions)
    before = publications.in_force()
    number = publications.publish(built.catalogue, dict(built.parts), by, commit, at)
    return Published(
        number=number,
        changed=number != before,
        journeys=sum(placed.model.status != "draft" for placed in definitions.journeys.values()),
        messages=len(definitions.messages),
        warnings=tuple(faults),
    )
