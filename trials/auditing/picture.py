"""Draws an audit: the messages of every week, by purpose, or by what a policy would have let through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.lettering import width
from engine.language.terms import Purpose
from trials.auditing.result import AuditReport, Traffic
from trials.imported.result import ImportedReport, WhatRulesSay

_HUES: dict[Purpose, str] = {
    Purpose.TRANSACTIONAL: "finish",
    Purpose.SERVICE: "data",
    Purpose.LIFECYCLE: "enter",
    Purpose.PROMOTIONAL: "wait",
    Purpose.CONTENT: "send",
    Purpose.SURVEY: "fork",
}
_EDGE, _HIGH, _AXIS = 28.0, 240.0, 64.0
_ROOM = 760.0
_WIDEST, _NARROWEST = 76.0, 6.0


@dataclass(frozen=True)
class Series:
    """One colour of the bars; `hue` is one of the canvas."""

    name: str
    hue: str
    counts: Mapping[date, int]


def picture(report: AuditReport | ImportedReport) -> str:
    """A whole SVG file."""
    traffic = report.traffic
    span = "" if traffic.since is None else f", {_day(traffic.since.date())} to {_day(_last(traffic))}"
    under = f"{traffic.sent:,} messages to {traffic.customers:,} customers{span}"
    if isinstance(report, ImportedReport):
        return bars("What was sent, and what the policy would have let through", under, _ruled(report.rules))
    return bars("Messages a week by purpose", under, _purposes(traffic))


def bars(title: str, under: str, series: Sequence[Series]) -> str:
    """Stacked bars, one a week, the first series at the bottom."""
    weeks = sorted({week for one in series for week in one.counts})
    most = _round(max((sum(one.counts.get(week, 0) for one in series) for week in weeks), default=0))
    canvas = Canvas()
    canvas.text((_EDGE, _EDGE + 18), title, "head")
    canvas.text((_EDGE, _EDGE + 40), under, "under")
    bottom = _legend(canvas, series) + 28 + _HIGH
    _scale(canvas, bottom, most)
    step = min(_WIDEST, max(_NARROWEST, _ROOM / max(1, len(weeks))))
    for place, week in enumerate(weeks):
        _bar(
            canvas,
            (_EDGE + _AXIS + place * step, bottom),
            step * 0.82,
            [(one.hue, one.counts.get(week, 0)) for one in series],
            most,
        )
    _labels(canvas, weeks, step, bottom)
    wide = _EDGE * 2 + _AXIS + max(_ROOM, step * len(weeks))
    return canvas.svg((wide, bottom + 48), title, _told(under, series))


def _round(most: int) -> int:
    """The next number that reads easily, in halves too."""
    step = 2 * int(10 ** max(0, len(str(most)) - 2))
    return max(2, -(-most // step) * step)


def _bar(canvas: Canvas, foot: tuple[float, float], wide: float, parts: Sequence[tuple[str, int]], most: int) -> None:
    left, top = foot
    for hue, count in parts:
        if count:
            high = _HIGH * count / most
            top -= high
            canvas.box((left, top), (wide, high), f"{hue}-bar", radius=0)


def _legend(canvas: Canvas, series: Sequence[Series]) -> float:
    """Returns where it ends."""
    left, top = _EDGE, _EDGE + 62
    for one in series:
        label = f"{one.name} ({sum(one.counts.values()):,})"
        canvas.box((left, top - 9), (10, 10), f"{one.hue}-bar", radius=2)
        canvas.text((left + 15, top), label, "note")
        left += 15 + width(label, 11.5) + 18
        if left > _ROOM:
            left, top = _EDGE, top + 18
    return top


def _scale(canvas: Canvas, bottom: float, most: int) -> None:
    for part in (0, 0.5, 1):
        high = bottom - _HIGH * part
        canvas.line(((_EDGE + _AXIS - 6, high), (_EDGE + _AXIS + _ROOM, high)), style="dashed" if part else "way")
        canvas.text((_EDGE + _AXIS - 10, high + 4), f"{round(most * part):,}", "step")


def _labels(canvas: Canvas, weeks: Sequence[date], step: float, bottom: float) -> None:
    """As many as have room."""
    every = max(1, round(90 / step))
    for place in range(0, len(weeks), every):
        canvas.text((_EDGE + _AXIS + place * step, bottom + 18), _day(weeks[place]), "note")


def _purposes(traffic: Traffic) -> list[Series]:
    found = []
    for purpose, hue in _HUES.items():
        counts = {week.monday: week.purposes.get(purpose, 0) for week in traffic.weeks}
        if any(counts.values()):
            found.append(Series(purpose.value, hue, counts))
    return found


def _ruled(rules: WhatRulesSay) -> list[Series]:
    weeks = {date.fromisoformat(week.monday): week for week in rules.weeks}
    return [
        Series("under the policy", "send", {monday: week.sent - week.stopped for monday, week in weeks.items()}),
        Series("stopped", "removed", {monday: week.stopped for monday, week in weeks.items()}),
    ]


def _told(under: str, series: Sequence[Series]) -> str:
    """For those who cannot see it."""
    return " ".join((f"{under}.", *(f"{one.name}: {sum(one.counts.values()):,}." for one in series)))


def _last(traffic: Traffic) -> date:
    assert traffic.last is not None  # there is a first one
    return traffic.last.date()


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
