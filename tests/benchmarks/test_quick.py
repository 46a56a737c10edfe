"""The benchmarks run from end to end at tiny sizes, and their table says what it has to; times are not looked at."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.__main__ import ALONE, DURABLE, measure
from benchmarks.figures import COLUMNS, Figure, Goal, keep, table
from benchmarks.sizes import QUICK
from benchmarks.timing import percentile, ratio_of_rounds

EXPECTED = {
    "deciding": 2,
    "policy": 3,
    "ledger": 2,
    "replay": 1,
    "sending": 2,
    "ingest": 2,
    "throughput": 6,
    "latency": 2,
    "memory": 1,
    "wake": 1,
}
"""benchmark → how many rows it has"""


@pytest.mark.e2e
@pytest.mark.timeout(240)
@pytest.mark.parametrize("names", [[name] for name in ALONE] + [list(DURABLE)], ids=[*ALONE, "durable"])
async def test_a_benchmark_runs_and_fills_its_rows(names: list[str], tmp_path: Path) -> None:
    said: list[str] = []
    figures = await measure(tmp_path, QUICK, names, said.append)
    assert said == names
    assert len(figures) == sum(EXPECTED[name] for name in names)
    for figure in figures:
        assert figure.ours > 0, figure
        if figure.baseline is not None:
            assert figure.against and figure.baseline > 0 and figure.ratio, figure
        if figure.goal is not None:
            assert figure.verdict in ("met", "MISSED")
    shown = table(figures)
    assert [str(column.header) for column in shown.columns] == list(COLUMNS)
    assert shown.row_count == len(figures)


def test_a_goal_is_met_on_its_own_side() -> None:
    def verdict(side: str, ratio: float) -> str:
        goal = Goal.model_validate({"side": side, "ratio": 1.5})
        return Figure(name="n", unit="ms", ours=ratio, baseline=1, ratio=ratio, goal=goal).verdict

    assert [verdict("at least", 1.4), verdict("at least", 1.5)] == ["MISSED", "met"]
    assert [verdict("at most", 1.6), verdict("at most", 1.5)] == ["MISSED", "met"]
    assert Figure(name="n", unit="ms", ours=1).verdict == "–"


def test_figures_are_kept_and_shown(tmp_path: Path) -> None:
    goal = Goal(side="at most", ratio=1.3)
    figure = Figure(name="latency", against="bare", unit="ms", ours=13, baseline=5, ratio=2.6, goal=goal)
    kept = json.loads(keep([figure], tmp_path, quick=True).read_text())
    assert kept["quick"] is True
    assert kept["figures"] == [figure.model_dump() | {"verdict": "MISSED"}]
    text = StringIO()
    Console(file=text, width=120).print(table([figure]))
    assert "latency, against bare" in text.getvalue()
    assert "≤ 1.3" in text.getvalue()


def test_percentiles_and_ratios() -> None:
    hundred = [float(n) for n in range(100, 0, -1)]
    assert [percentile(hundred, share) for share in (0.5, 0.95, 1.0)] == [50, 95, 100]
    assert percentile([7.0], 0.5) == 7
    # the second round was slow for both: their ratio is not
    assert ratio_of_rounds({"a": [2.0, 20.0, 2.0], "b": [1.0, 10.0, 1.0]}, "a", "b") == 2
