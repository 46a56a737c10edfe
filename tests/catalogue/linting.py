"""Asks lint about the good folder with some files changed."""

from pathlib import Path

from catalogue.faults import Fault
from catalogue.lint.checks import lint
from tests.catalogue.folders import JOURNEY, MESSAGE, SCHEMA, write_folder

ONBOARDING = "onboarding/onboarding.yaml"
WELCOME = "content/welcome/message.yaml"
Changed = dict[str, str | None]
Case = tuple[Changed, str, int, str, str, str]
"""What is changed in the good folder; file, line, path, message and fix of the fault that it makes."""


def told(folder: Path, changed: Changed) -> list[Fault]:
    """The faults that lint tells; definitions are given exactly when none is an error."""
    faults, definitions = lint(write_folder(folder, changed))
    assert (definitions is None) == any(fault.level == "error" for fault in faults)
    return faults


def check_case(folder: Path, case: Case) -> None:
    changed, *expected = case
    found = [[fault.file, fault.line, fault.path, fault.message, fault.fix] for fault in told(folder, changed)]
    assert expected in found


def in_journey(old: str, new: str) -> Changed:
    assert old in JOURNEY
    return {ONBOARDING: JOURNEY.replace(old, new, 1)}


def in_message(old: str, new: str) -> Changed:
    assert old in MESSAGE
    return {WELCOME: MESSAGE.replace(old, new, 1)}


def in_schema(old: str, new: str) -> Changed:
    assert old in SCHEMA
    return {"schema.yaml": SCHEMA.replace(old, new, 1)}
