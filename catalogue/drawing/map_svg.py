"""Writes the map of all journeys as SVG: what they are entered by on the left, the journeys by stage on the right."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.drawing import words
from catalogue.drawing.canvas import Canvas
from catalogue.drawing.cards import hanging
from catalogue.drawing.journey_map import JourneyMap, Source, Stop
from catalogue.drawing.lettering import wrapped

_EDGE, _TOP = 28.0, 84.0
_SOURCE, _SPAN, _CARD = 250.0, 150.0, 420.0
_LINE, _NAME = 15.0, 17.0
_PAD = 14.0
_LANE = 22.0
_HUES = {"trigger": "enter", "condition": "fork", "call": "data"}


@dataclass(frozen=True)
class _Laid:
    """Text in lines, with the place of its box."""

    head: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    """style and text"""
    top: float

    @property
    def height(self) -> float:
        return 18 + _NAME * len(self.head) + _LINE * len(self.lines)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def map_svg(journeys: JourneyMap) -> str:
    """A whole file."""
    canvas = Canvas()
    canvas.text((_EDGE, _EDGE + 18), journeys.title, "head")
    canvas.text((_EDGE, _EDGE + 40), _counts(journeys), "under")
    left = _EDGE + _SOURCE + _SPAN
    cards, bands, bottom = _lay_stops(journeys)
    sources = _lay_sources(journeys, cards)
    for stage, top, end in bands:
        canvas.box((left - 14, top), (_CARD + 28, end - top), "band", radius=12)
        canvas.text((left, top + 20), stage.upper(), "finish-word")
    for stop in journeys.stops:
        _draw_entry(canvas, sources[stop.source], cards[stop.key], left)
    _draw_starts(canvas, journeys, cards, left + _CARD)
    for source, laid in sources.items():
        _draw_box(canvas, laid, (_EDGE, _SOURCE), _HUES[source.kind])
    for laid in cards.values():
        _draw_box(canvas, laid, (left, _CARD), "send")
    lowest = max([bottom, *(laid.top + laid.height for laid in sources.values())])
    right = left + _CARD + 26 + _LANE * len(journeys.starts)
    return canvas.svg((right + _EDGE, lowest + _EDGE), journeys.title, told(journeys))


def told(journeys: JourneyMap) -> str:
    """The map as sentences."""
    return " ".join(
        f"{stop.title} ({stop.note}; stage {stage}): entered on {stop.source.name}"
        f"{f' when {stop.on_entry}' if stop.on_entry else ''}"
        f"{''.join(f'; {line}' for line in stop.lines)}"
        f"{''.join(f'; starts {name}' for name in stop.starts)}."
        for stage, stops in journeys.stages
        for stop in stops
    )


def _counts(journeys: JourneyMap) -> str:
    counts = f"{words.counted(len(journeys.stops), 'journey')}, {words.counted(len(journeys.sources), 'way')} in"
    return f"{counts}; a dashed line: starts the other" if journeys.starts else counts


def _lay_stops(journeys: JourneyMap) -> tuple[dict[str, _Laid], list[tuple[str, float, float]], float]:
    cards: dict[str, _Laid] = {}
    bands: list[tuple[str, float, float]] = []
    top = _TOP
    for stage, stops in journeys.stages:
        begin, top = top, top + 32
        for stop in stops:
            cards[stop.key] = laid = _lay_stop(stop, top)
            top += laid.height + 14
        bands.append((stage, begin, top))
        top += 18
    return cards, bands, top - 18


def _lay_stop(stop: Stop, top: float) -> _Laid:
    room = _CARD - 2 * _PAD
    when = hanging(f"when {stop.on_entry}", room) if stop.on_entry else ()
    notes = [line for text in stop.lines for line in wrapped(text, 11.5, room)]
    lines = (("note", stop.note), *(("code", line) for line in when), *(("note", line) for line in notes))
    return _Laid(wrapped(stop.title, 13, room, bold=True), lines, top)


def _lay_sources(journeys: JourneyMap, cards: Mapping[str, _Laid]) -> dict[Source, _Laid]:
    """Each as near as possible to the middle of what it enters, without overlap."""
    wanted = {
        source: [cards[stop.key].middle for stop in journeys.stops if stop.source == source]
        for source in journeys.sources
    }
    placed: dict[Source, _Laid] = {}
    free = _TOP
    for source, middles in sorted(wanted.items(), key=lambda item: sum(item[1]) / len(item[1])):
        laid = _lay_source(source, 0)
        top = max(free, sum(middles) / len(middles) - laid.height / 2)
        placed[source] = _lay_source(source, top)
        free = top + laid.height + 16
    return placed


def _lay_source(source: Source, top: float) -> _Laid:
    if source.kind == "condition":
        lines = tuple(("code", line) for line in hanging(source.name, _SOURCE - 2 * _PAD))
        return _Laid(("a condition becomes true",), lines, top)
    return _Laid(wrapped(source.name, 13, _SOURCE - 2 * _PAD, bold=True), (), top)


def _draw_entry(canvas: Canvas, source: _Laid, card: _Laid, left: float) -> None:
    x, middle = _EDGE + _SOURCE, left - _SPAN / 2
    canvas.path(
        f"M{x:.0f} {source.middle:.1f} C{middle:.0f} {source.middle:.1f} {middle:.0f} {card.middle:.1f} "
        f"{left - 2:.0f} {card.middle:.1f}",
        arrow=True,
    )


def _draw_starts(canvas: Canvas, journeys: JourneyMap, cards: Mapping[str, _Laid], right: float) -> None:
    """Each in a lane of its own, so that none hides another."""
    for lane, (begin, end) in enumerate(journeys.starts):
        out, back = cards[begin].middle + 8, cards[end].middle - 8
        turn = right + 26 + _LANE * lane
        canvas.path(
            f"M{right:.0f} {out:.1f} C{turn:.0f} {out:.1f} {turn:.0f} {out:.1f} {turn:.0f} {(out + back) / 2:.1f} "
            f"S{turn:.0f} {back:.1f} {right + 2:.0f} {back:.1f}",
            arrow=True,
            style="dashed",
        )


def _draw_box(canvas: Canvas, laid: _Laid, across: tuple[float, float], hue: str) -> None:
    left, wide = across
    canvas.box((left, laid.top), (wide, laid.height), "card")
    canvas.box((left, laid.top), (wide, laid.height), f"{hue}-edge")
    y = laid.top + 6
    for line in laid.head:
        y += _NAME
        canvas.text((left + _PAD, y), line, "name")
    for style, line in laid.lines:
        y += _LINE
        canvas.text((left + _PAD, y), line, style)
