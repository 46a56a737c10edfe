"""Runs every check over a journeys folder."""

from collections.abc import Callable, Iterable
from pathlib import Path

from catalogue.definitions import Definitions
from catalogue.faults import Fault, errors, in_order
from catalogue.folder import read_folder
from catalogue.lint import (
    contents,
    existing,
    expressions,
    identity,
    loops,
    policy,
    reachable,
    references,
    schema,
    templates,
)

CHECKS: tuple[Callable[[Definitions], Iterable[Fault]], ...] = (
    schema.check,
    references.check,
    expressions.check,
    identity.check,
    reachable.check,
    loops.check,
    contents.check,
    templates.check,
    policy.check,
    existing.check,
)


def lint(folder: Path) -> tuple[list[Fault], Definitions | None]:
    """All faults of all files in one go; the definitions unless one of them is an error."""
    definitions, faults = read_folder(folder)
    if definitions is None:
        return faults, None
    found = in_order([*faults, *check_all(definitions)])
    return found, None if errors(found) else definitions


def check_all(definitions: Definitions) -> list[Fault]:
    return [fault for check in CHECKS for fault in check(definitions)]
