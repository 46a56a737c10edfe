"""Draws a simulation: what was sent by day and purpose, and what the rules of the policy held and dropped."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from engine.language.terms import Purpose
from trials.simulating.result import RuleTotals, SimulationResult, Volume

_COLOURS = dict(zip(Purpose, ("#335c81", "#3a86a8", "#0b7a75", "#e09f3e", "#7d5ba6", "#9e2a2b"), strict=True))
"""Told apart in print and by most colour-blind eyes."""
_INK, _QUIET, _HELD, _DROPPED = "#26221c", "#8a8378", "#e09f3e", "#9e2a2b"
_MOST_BARS = 120


def draw(file: Path, result: SimulationResult) -> None:
    """Write a PNG or an SVG, as the name of the file ends."""
    below_height = 0.8 + 0.36 * len(result.rules)
    figure = Figure(figsize=(11, 4.6 + below_height), layout="constrained", facecolor="white")
    above, below = figure.subplots(2, 1, height_ratios=(3.6, below_height))
    _draw_sent(above, result.volumes)
    _draw_rules(below, result.rules)
    span = f"{result.since:%-d %B %Y} to {result.until:%-d %B %Y}"
    title = f"{result.sent:,} messages to {result.customers:,} customers, {span}"
    figure.suptitle(title, x=0.01, ha="left", fontsize=13, color=_INK, fontweight="bold")
    # A fixed salt and no date: the same result gives the same file.
    with mpl.rc_context({"svg.hashsalt": "twostep", "svg.fonttype": "none"}):
        figure.savefig(file, dpi=150, metadata={"Date": None} if file.suffix == ".svg" else None)


def _draw_sent(axes: Axes, volumes: Sequence[Volume]) -> None:
    """A bar a day, or a week where it is many days."""
    span = (volumes[-1].day - volumes[0].day).days if volumes else 0
    width = 1 if span < _MOST_BARS else 7
    counts: Counter[tuple[Purpose, date]] = Counter()
    for one in volumes:
        counts[one.purpose, one.day - timedelta(days=one.day.weekday() if width == 7 else 0)] += one.sent
    days = sorted({day for _, day in counts})
    places = [day.toordinal() - date(1970, 1, 1).toordinal() + (width - 1) / 2 for day in days]
    floor = [0] * len(days)
    for purpose in Purpose:
        bars = [counts[purpose, day] for day in days]
        if any(bars):
            label = f"{purpose.value} ({sum(bars):,})"
            axes.bar(places, bars, 0.86 * width, floor, color=_COLOURS[purpose], label=label)
            floor = [low + high for low, high in zip(floor, bars, strict=True)]
    _plain(axes, "sent a week" if width == 7 else "sent a day")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    if days:
        axes.xaxis_date()
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=6, frameon=False, labelcolor=_INK)


def _draw_rules(axes: Axes, rules: Sequence[RuleTotals]) -> None:
    """A line a rule, the first on top."""
    places = [-place for place in range(len(rules))]
    held, dropped = [one.held for one in rules], [one.dropped for one in rules]
    axes.barh(places, held, 0.7, color=_HELD, label=f"held ({sum(held):,})")
    axes.barh(places, dropped, 0.7, held, color=_DROPPED, label=f"dropped ({sum(dropped):,})")
    axes.set_yticks(places, [one.rule for one in rules])
    _plain(axes, "")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.set_xlabel("decisions" if rules else "no rule stopped anything", color=_QUIET)
    if rules:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, labelcolor=_INK)


def _plain(axes: Axes, label: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(_QUIET)
    axes.tick_params(colors=_INK)
    axes.set_ylabel(label, color=_QUIET)
