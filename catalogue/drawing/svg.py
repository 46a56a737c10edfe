"""Writes the picture of a journey as SVG."""

from collections.abc import Iterator, Mapping

from catalogue.drawing import sides
from catalogue.drawing.canvas import Canvas
from catalogue.drawing.cards import WIDE, card, draw
from catalogue.drawing.chart import Box, Chart, Flow, Mark
from catalogue.drawing.layout import draw_flow, lay_flow, until_fork
from catalogue.drawing.lettering import width

EDGE = 28.0


def svg(chart: Chart, marks: Mapping[str, Mark] | None = None) -> str:
    """A whole file; `marks` by step id show what a comparison found."""
    canvas = Canvas()
    canvas.text((EDGE, EDGE + 18), chart.title, "head")
    canvas.text((EDGE, EDGE + 40), chart.subtitle, "under")
    laid = lay_flow(chart.flow, marks or {})
    axis, top = EDGE + laid.room.left, EDGE + 62
    enter = card(chart.enter)
    beside = sides.side_cards(chart.sides)
    high = sum(one.height for one in beside)
    narrow = high <= enter.height + until_fork(laid)
    left = axis + (WIDE / 2 if narrow else laid.room.right) + 48
    draw(canvas, enter, axis, top)
    sides.draw_sides(canvas, beside, left, top)
    bottom = draw_flow(canvas, laid, axis, top + enter.height)
    right = (axis + laid.room.right, left + sides.WIDE if beside else 0, EDGE + _heading(chart))
    return canvas.svg((max(right) + EDGE, max(bottom, top + high) + EDGE), chart.title, told(chart))


def told(chart: Chart) -> str:
    """The journey as sentences."""
    beside = (f"{side.heading}: {'; '.join(side.lines)}." for side in chart.sides)
    return " ".join((f"{chart.subtitle}.", _sentence(chart.enter), *_sentences(chart.flow), *beside))


def _heading(chart: Chart) -> float:
    return max(width(chart.title, 19, bold=True), width(chart.subtitle, 13))


def _sentences(flow: Flow) -> Iterator[str]:
    for element in flow:
        if isinstance(element, Box):
            yield _sentence(element)
            continue
        yield _sentence(element.box)
        for lane in element.lanes:
            inside = " ".join(_sentences(lane.flow)) or "on."
            yield f"[{lane.label}: {inside}]"


def _sentence(box: Box) -> str:
    name = f"{box.step} ({box.kind.replace('_', ' ')}): " if box.step else ""
    return f"{name}{'; '.join((box.title, *box.notes, *box.code))}."
