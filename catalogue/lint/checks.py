"""Runs every check over a journeys folder."""

from collections.abc import Callable, Iterable
from pathlib import Path

from catalogue.definitions import Definitions
from catalogue.faults import Fault, errors, in_order
from catalogue.folder import read_folder
from catalogue.lint import (
    blocks,
    collisions,
    consents,
    contents,
    escaping,
    expressions,
    identity,
    loops,
    mails,
    missing,
    parts,
    policy,
    preferences,
    reachable,
    references,
    response_rates,
    rules,
    schema,
    templates,
)
from catalogue.yaml_file import make_fault

CHECKS: tuple[Callable[[Definitions], Iterable[Fault]], ...] = (
    schema.check,
    references.check,
    expressions.check,
    identity.check,
    reachable.check,
    loops.check,
    contents.check,
    parts.check,
    escaping.check,
    mails.check,
    blocks.check,
    templates.check,
    missing.check,
    policy.check,
    preferences.check,
    consents.check,
    response_rates.check,
    rules.check,
    collisions.check,
)


def lint(folder: Path) -> tuple[list[Fault], Definitions | None]:
    """All faults of form of all files, or if there is none, all others; the definitions unless one is an error."""
    definitions, faults = read_folder(folder)
    if definitions is None:
        return [*faults, *_more_to_come(folder)], None
    found = in_order([*faults, *check_all(definitions)])
    return found, None if errors(found) else definitions


def _more_to_come(folder: Path) -> Iterable[Fault]:
    """Who mends a fault of form should not wonder at those that are found only then."""
    if folder.is_dir():
        message = "names, types, steps and templates were not checked: that needs every file in the right form"
        fix = "mend the errors above, then lint again: there may be more"
        yield make_fault(str(folder), (1, 1), (), message, fix, "warning")


def check_all(definitions: Definitions) -> list[Fault]:
    return [fault for check in CHECKS for fault in check(definitions)]
