"""What stands beside a journey's steps: exits, the goal, what it remembers."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.cards import hanging
from catalogue.drawing.chart import Side

WIDE = 300.0
_LINE = 15.0
_BETWEEN = 14.0


@dataclass(frozen=True)
class SideCard:
    heading: str
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        return 34 + _LINE * len(self.lines) + _BETWEEN


def side_cards(sides: Sequence[Side]) -> tuple[SideCard, ...]:
    return tuple(
        SideCard(side.heading, tuple(line for text in side.lines for line in hanging(text, WIDE - 28)))
        for side in sides
    )


def draw_sides(canvas: Canvas, sides: Sequence[SideCard], left: float, top: float) -> None:
    """One below the other."""
    for side in sides:
        canvas.box((left, top), (WIDE, side.height - _BETWEEN), "side")
        canvas.text((left + 14, top + 21), side.heading, "name")
        for index, line in enumerate(side.lines):
            canvas.text((left + 14, top + 38 + index * _LINE), line, "code")
        top += side.height
