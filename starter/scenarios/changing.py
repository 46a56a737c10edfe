"""Says which scenarios of a journeys folder come out otherwise than under the folder as it was, and which are new."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from catalogue.scenarios.reading import FOLDER, ScenarioFaults, scenario_files
from engine.model import Frozen
from runtime.zones import use_packaged_zones
from starter.tracking_plan import complaints
from trials.scenarios.outcome import Outcome
from trials.scenarios.run import run
from trials.scenarios.script import Scripts


class ScenarioChange(Frozen):
    """`lines` are what no longer happens (-) and what happens instead (+)."""

    file: str
    name: str
    what: Literal["new", "changed"]
    passes: bool
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        how = "new" if self.what == "new" else "comes out otherwise"
        return f"{self.file}: {self.name} ({how}{'' if self.passes else ', and fails'})"


def scenario_changes(before: Path | None, after: Path) -> Sequence[ScenarioChange]:
    """The scenarios of `after`, played under both; None: there was nothing before. Raises LintFailed."""
    use_packaged_zones()
    try:
        files = scenario_files(after)
    except ScenarioFaults:
        return ()
    with _with_scenarios(before, after) as earlier:
        scripts = Scripts(complaints)
        found = (_change(file.relative_to(after), before, earlier, after, scripts) for file in files)
        return [one for one in found if one is not None]


def _change(
    file: Path, before: Path | None, earlier: Path | None, after: Path, scripts: Scripts
) -> ScenarioChange | None:
    now = run(after / file, scripts)
    new = before is None or not (before / file).is_file()
    if new or earlier is None:
        return ScenarioChange(file=file.as_posix(), name=now.name, what="new", passes=now.passed)
    then = run(earlier / file, scripts)
    old, newer = _timeline(then), _timeline(now)
    if old == newer:
        return None
    gone = [f"- {line}" for line in old if line not in newer]
    come = [f"+ {line}" for line in newer if line not in old]
    lines = tuple(gone + come)
    return ScenarioChange(file=file.as_posix(), name=now.name, what="changed", passes=now.passed, lines=lines)


def _timeline(outcome: Outcome) -> list[str]:
    """What happened, or why it could not be played."""
    if outcome.problem:
        return ["cannot be played"]
    zone, named = ZoneInfo(outcome.zone), len(outcome.customers) > 1
    return [row.actual.happening.text(zone, named=named) for row in outcome.rows if row.actual is not None]


@contextmanager
def _with_scenarios(before: Path | None, after: Path) -> Iterator[Path | None]:
    """The earlier folder with the later scenarios in it, and the policies beside them."""
    if before is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="twostep-diff-") as there:
        place = Path(there) / "journeys"
        shutil.copytree(before, place)
        shutil.rmtree(place / FOLDER, ignore_errors=True)
        shutil.copytree(after / FOLDER, place / FOLDER)
        yield place
