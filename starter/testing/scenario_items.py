"""Scenarios as pytest's items: a failure shows both timelines side by side."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.scenarios.reading import is_scenario
from runtime.zones import use_packaged_zones
from starter.scenarios.showing import as_text
from starter.tracking_plan import complaints
from trials.scenarios.outcome import Outcome
from trials.scenarios.run import run
from trials.scenarios.script import Scripts

_scripts = pytest.StashKey[Scripts]()


class ScenarioFailed(Exception):
    """Something else happened than was expected; the text is the whole report."""


class ScenarioFile(pytest.File):
    """One scenario, and the same on the real workflow where that is asked for."""

    temporal = False

    def collect(self) -> Iterator["ScenarioItem"]:
        yield ScenarioItem.from_parent(self, name=self.path.stem)
        if self.temporal:
            yield DurableScenarioItem.from_parent(self, name=f"{self.path.stem}[temporal]")


class ScenarioItem(pytest.Item):
    """On the pure engine."""

    def runtest(self) -> None:
        """Raises ScenarioFailed."""
        use_packaged_zones()
        outcome = self._outcome(self.config.stash.setdefault(_scripts, Scripts(complaints)))
        if not outcome.passed:
            raise ScenarioFailed(as_text(outcome))

    def repr_failure(  # type: ignore[override]  # pytest's own items narrow it as well
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> object:
        return str(excinfo.value) if isinstance(excinfo.value, ScenarioFailed) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        return self.path, 0, self.name

    def _outcome(self, scripts: Scripts) -> Outcome:
        return run(self.path, scripts)


class DurableScenarioItem(ScenarioItem):
    """On the real workflow, worker and ledger under skipped time."""

    def _outcome(self, scripts: Scripts) -> Outcome:
        from starter.scenarios.durable import run_durably  # loads a server's client

        return asyncio.run(run_durably(self.path, scripts))


def scenario_file(path: Path, parent: pytest.Collector, *, temporal: bool) -> ScenarioFile | None:
    """None for what only lies beside scenarios."""
    if not is_scenario(path):
        return None
    file: ScenarioFile = ScenarioFile.from_parent(parent, path=path)
    file.temporal = temporal
    return file
