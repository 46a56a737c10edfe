"""Draws the demo's picture: messages per month by journey, above the purchases that they answer."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from starter.counting import counted
from starter.demo.report import month_of, months_between
from starter.demo.rows import Bought, Delivery

_COLOURS = ("#0b7a75", "#e09f3e", "#9e2a2b", "#335c81", "#7d5ba6", "#6b705c", "#b56576", "#3a86a8")
"""Told apart in print and by most colour-blind eyes; used in the order in which the journeys first send."""
_INK, _QUIET = "#26221c", "#8a8378"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def draw_messages(file: Path, deliveries: Sequence[Delivery], bought: Sequence[Bought], end: datetime) -> None:
    """Write a PNG or an SVG, as the name of the file ends; `end` is the instant up to which the demo ran.

    Raises ValueError for another ending, or when there is no purchase to draw.
    """
    if file.suffix not in (".png", ".svg"):
        raise ValueError(f"{file.name!r} is no picture that can be drawn; name it .png or .svg")
    if not bought:
        raise ValueError("there is no purchase in the ledger; run the demo before drawing it")
    sent = [row for row in deliveries if row.sent]
    months = months_between(min(row.at for row in bought), end)
    figure = Figure(figsize=(11, 6.6), layout="constrained", facecolor="white")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    _draw_sent(above, months, sent)
    _draw_bought(below, months, bought)
    _mark_end_of_data(above, below, months, max(row.at for row in bought))
    _label_months(below, months)
    customers = len({row.customer_id for row in bought})
    figure.suptitle(
        f"{counted(len(sent), 'message')} to {counted(customers, 'customer')}, by the month in which they were due",
        x=0.01, ha="left", fontsize=15, color=_INK, fontweight="bold",
    )  # fmt: skip
    # A fixed salt and no date: the same rows give the same file.
    with mpl.rc_context({"svg.hashsalt": "twostep", "svg.fonttype": "none"}):
        figure.savefig(file, dpi=150, metadata={"Date": None} if file.suffix == ".svg" else None)


def _draw_sent(axes: Axes, months: Sequence[str], sent: Sequence[Delivery]) -> None:
    counts = Counter((row.source, month_of(row.due)) for row in sent)
    totals = Counter(row.source for row in sent)
    floor = [0] * len(months)
    for place, journey in enumerate(_by_first_message(sent)):
        heights = [counts[journey, month] for month in months]
        label = f"{journey} ({totals[journey]:,})"
        axes.bar(range(len(months)), heights, 0.82, floor, color=_COLOURS[place % len(_COLOURS)], label=label)
        floor = [low + height for low, height in zip(floor, heights, strict=True)]
    _plain(axes, "messages", ticks=8)
    if totals:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, labelcolor=_INK)


def _by_first_message(sent: Sequence[Delivery]) -> list[str]:
    ordered = sorted(sent, key=lambda row: (row.due, row.source))
    return list(dict.fromkeys(row.source for row in ordered))


def _draw_bought(axes: Axes, months: Sequence[str], bought: Sequence[Bought]) -> None:
    counts = Counter(month_of(row.at) for row in bought)
    axes.bar(range(len(months)), [counts[month] for month in months], 0.82, color="#c9c2b4")
    _plain(axes, "purchases", ticks=3)


def _mark_end_of_data(above: Axes, below: Axes, months: Sequence[str], last: datetime) -> None:
    """Everybody falls silent where the data ends; a reader must not take that for the customers' doing."""
    edge = months.index(month_of(last)) + 0.5
    for axes in (above, below):
        axes.axvline(edge, color=_QUIET, linewidth=1, linestyle=(0, (4, 3)))
    below.annotate(
        f"no purchase is known\nafter {last.day} {_MONTHS[last.month - 1]} {last.year}",
        (edge, 1), (6, -2), xycoords=("data", "axes fraction"), textcoords="offset points",
        va="top", fontsize=9, color=_QUIET, backgroundcolor="white",
    )  # fmt: skip


def _plain(axes: Axes, what: str, ticks: int) -> None:
    axes.set_ylabel(what, color=_INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_QUIET)
    axes.tick_params(colors=_INK, length=0)
    axes.grid(axis="y", color="#e6e1d8", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.yaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 5, 10], integer=True))


def _label_months(axes: Axes, months: Sequence[str]) -> None:
    """The year stands below the first month shown and below each January."""
    labels = []
    for place, month in enumerate(months):
        year, number = month.split("-")
        name = _MONTHS[int(number) - 1]
        labels.append(f"{name}\n{year}" if place == 0 or number == "01" else name)
    axes.set_xticks(range(len(months)), labels)
    axes.set_xlim(-0.7, len(months) - 0.3)
