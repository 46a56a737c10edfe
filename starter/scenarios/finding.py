"""Finds the scenarios that somebody names: files, or folders with scenarios in them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from catalogue.scenarios.reading import ScenarioFaults, read_scenario, scenario_files
from starter.errors import InputRefused


def found(named: Iterable[Path], only: str | None) -> Sequence[Path]:
    """`only` is a part of the file's name or of the scenario's sentence. Raises ScenarioFaults, InputRefused."""
    files = list(dict.fromkeys(file for one in named for file in scenario_files(one)))
    if only is None:
        return files
    chosen = [file for file in files if only.lower() in f"{file.stem} {_sentence(file)}".lower()]
    if not chosen:
        raise InputRefused(f"--only {only!r}: none of {len(files)} scenarios is called so")
    return chosen


def _sentence(file: Path) -> str:
    try:
        return read_scenario(file).model.scenario
    except ScenarioFaults:
        return ""
