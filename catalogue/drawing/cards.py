"""How a box of a journey looks: its lines, its height and its drawing."""

from dataclasses import dataclass

from catalogue.drawing.canvas import Canvas, Point
from catalogue.drawing.chart import Box, Mark
from catalogue.drawing.lettering import width, wrapped

WIDE = 264.0
_PAD = 14.0
_CAPTION, _NAME, _LINE = 15.0, 17.0, 15.0
HUES = {
    "enter": "enter",
    "send": "send",
    "wait": "wait",
    "wait_for": "wait",
    "branch": "fork",
    "split": "fork",
    "end": "finish",
}
_SAID = {"wait_for": "WAIT FOR"}
_MARKS: dict[Mark, str] = {"added": "enter", "removed": "removed", "changed": "wait"}


@dataclass(frozen=True)
class Card:
    """A box with its text broken into lines."""

    box: Box
    title: tuple[str, ...]
    notes: tuple[str, ...]
    code: tuple[str, ...]
    mark: Mark | None = None

    @property
    def height(self) -> float:
        if self.box.kind == "end":
            return 14.0 + _NAME * len(self.title)
        return 20.0 + _CAPTION + _NAME * len(self.title) + _LINE * (len(self.notes) + len(self.code))


def card(box: Box, mark: Mark | None = None) -> Card:
    room = WIDE - 2 * _PAD
    return Card(
        box,
        wrapped(box.title, 13, room, bold=True),
        tuple(line for note in box.notes for line in wrapped(note, 11.5, room)),
        tuple(line for text in box.code for line in hanging(text, room)),
        mark,
    )


def hanging(text: str, room: float) -> tuple[str, ...]:
    """Code in a fixed-width font; what goes on in the next line is moved in."""
    first, *rest = wrapped(text, 11, room, mono=True)
    if not rest:
        return (first,)
    more = wrapped(" ".join(rest), 11, room - width("  ", 11, mono=True), mono=True)
    return (first, *(f"\u00a0\u00a0{line}" for line in more))


def draw(canvas: Canvas, one: Card, axis: float, top: float) -> None:
    """Centred on the axis."""
    if one.box.kind == "end":
        _draw_end(canvas, one, axis, top)
        return
    hue = HUES.get(one.box.kind, "data")
    left = axis - WIDE / 2
    canvas.box((left, top), (WIDE, one.height), "card")
    canvas.box((left, top), (WIDE, one.height), f"{_MARKS[one.mark] if one.mark else hue}-edge")
    canvas.box((left, top + 8), (4, one.height - 16), f"{hue}-bar", radius=2)
    y = top + 10 + _CAPTION - 4
    caption = _SAID.get(one.box.kind, one.box.kind.upper())
    canvas.text((left + _PAD, y), f"{caption} · {one.mark.upper()}" if one.mark else caption, f"{hue}-word")
    if one.box.step:
        canvas.text((left + WIDE - _PAD, y), one.box.step, "step")
    _lines(canvas, one, (left + _PAD, y))


def _lines(canvas: Canvas, one: Card, at: Point) -> None:
    x, y = at
    for lines, high, style in ((one.title, _NAME, "name"), (one.notes, _LINE, "note"), (one.code, _LINE, "code")):
        for line in lines:
            y += high
            canvas.text((x, y), line, style)


def _draw_end(canvas: Canvas, one: Card, axis: float, top: float) -> None:
    wide = max(80.0, max(width(line, 13, bold=True) for line in one.title) + 36)
    hue = _MARKS[one.mark] if one.mark else "finish"
    canvas.box((axis - wide / 2, top), (wide, one.height), "card", radius=one.height / 2)
    canvas.box((axis - wide / 2, top), (wide, one.height), f"{hue}-edge", radius=one.height / 2)
    for index, line in enumerate(one.title):
        canvas.text((axis, top + 20 + index * _NAME), line, "middle")
