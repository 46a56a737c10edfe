"""What a benchmark finds, and how it is shown and kept."""

import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from rich.table import Table

from engine.model import Frozen


class Goal(Frozen):
    """The ratio that was promised."""

    side: Literal["at least", "at most"]
    ratio: float

    def met_by(self, ratio: float) -> bool:
        return ratio >= self.ratio if self.side == "at least" else ratio <= self.ratio


class Figure(Frozen):
    """One measured claim; `ratio` is ours to the baseline, both of the same run."""

    name: str
    against: str = ""
    unit: str
    ours: float
    baseline: float | None = None
    ratio: float | None = None
    goal: Goal | None = None

    @property
    def verdict(self) -> str:
        if self.goal is None or self.ratio is None:
            return "–"
        return "met" if self.goal.met_by(self.ratio) else "MISSED"


COLUMNS = ("benchmark", "unit", "ours", "baseline", "ratio", "goal", "")


def table(figures: Sequence[Figure]) -> Table:
    shown = Table(title="Twostep, measured", title_justify="left")
    for heading in COLUMNS:
        shown.add_column(heading, justify="left" if heading in ("benchmark", "unit", "") else "right")
    for figure in figures:
        shown.add_row(*_cells(figure))
    return shown


def keep(figures: Sequence[Figure], folder: Path, *, quick: bool) -> Path:
    """Write them as JSON under the time of the run; returns the file."""
    now = datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    facts = {
        "at": now.isoformat(timespec="seconds"),
        "quick": quick,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "figures": [figure.model_dump() | {"verdict": figure.verdict} for figure in figures],
    }
    file.write_text(json.dumps(facts, indent=2) + "\n")
    return file


def _cells(figure: Figure) -> tuple[str, ...]:
    name = f"{figure.name}, against {figure.against}" if figure.against else figure.name
    goal = f"{'≥' if figure.goal.side == 'at least' else '≤'} {figure.goal.ratio:g}" if figure.goal else "–"
    ratio = "–" if figure.ratio is None else f"{figure.ratio:.2f}"
    colour = {"met": "green", "MISSED": "bold red"}.get(figure.verdict)
    verdict = f"[{colour}]{figure.verdict}[/]" if colour else figure.verdict
    return name, figure.unit, _number(figure.ours), _number(figure.baseline), ratio, goal, verdict


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
