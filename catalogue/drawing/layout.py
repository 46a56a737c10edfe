"""Lays a journey out from top to bottom: a flow on one axis, the lanes of a fork side by side below it."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.cards import WIDE, Card, card, draw
from catalogue.drawing.chart import Box, Element, Flow, Lane, Mark, goes_on
from catalogue.drawing.lettering import wrapped

GAP = 26.0
"""from one box to the next"""
_BETWEEN = 28.0
_EMPTY = 150.0
"""a lane without steps"""
_TURN = 16.0
_LABEL = 15.0
_MOST = 6
"""lines of a label"""


@dataclass(frozen=True)
class Room:
    """What something takes: to the left and right of its axis, and downwards."""

    left: float
    right: float
    height: float


@dataclass(frozen=True)
class LaidLane:
    lane: Lane
    label: tuple[str, ...]
    flow: "LaidFlow"
    left: float
    right: float

    @property
    def height(self) -> float:
        return _TURN + _LABEL * len(self.label) + 8 + self.flow.room.height


@dataclass(frozen=True)
class LaidFork:
    card: Card
    lanes: tuple[LaidLane, ...]
    axes: tuple[float, ...]
    """of the lanes, from the fork's own"""
    joins: bool
    room: Room


@dataclass(frozen=True)
class LaidFlow:
    parts: tuple["Card | LaidFork", ...]
    room: Room


def lay_flow(flow: Flow, marks: Mapping[str, Mark]) -> LaidFlow:
    parts = tuple(_lay(element, marks) for element in flow)
    half = WIDE / 2 if parts else 0.0
    rooms = [part.room for part in parts if isinstance(part, LaidFork)]
    left = max([half, *(room.left for room in rooms)])
    right = max([half, *(room.right for room in rooms)])
    height = sum(GAP + (part.height if isinstance(part, Card) else part.room.height) for part in parts)
    return LaidFlow(parts, Room(left, right, height))


def _lay(element: Element, marks: Mapping[str, Mark]) -> "Card | LaidFork":
    if isinstance(element, Box):
        return card(element, marks.get(element.step))
    lanes = tuple(_lay_lane(lane, marks) for lane in element.lanes)
    edges, at = [], 0.0
    for lane in lanes:
        edges.append(at + lane.left)
        at += lane.left + lane.right + _BETWEEN
    middle = (edges[0] + edges[-1]) / 2
    axes = tuple(edge - middle for edge in edges)
    head = card(element.box, marks.get(element.box.step))
    joins = any(goes_on(lane.flow) for lane in element.lanes)
    left = max(WIDE / 2, lanes[0].left - axes[0])
    right = max(WIDE / 2, axes[-1] + lanes[-1].right)
    below = GAP / 2 + max(lane.height for lane in lanes) + (_TURN if joins else 0)
    return LaidFork(head, lanes, axes, joins, Room(left, right, head.height + below))


def _lay_lane(lane: Lane, marks: Mapping[str, Mark]) -> LaidLane:
    flow = lay_flow(lane.flow, marks)
    left, right = max(flow.room.left, _EMPTY / 2), max(flow.room.right, _EMPTY / 2)
    room = 2 * min(left, right, WIDE / 2)
    label = wrapped(lane.label, 11 if lane.code else 11.5, room, mono=lane.code)
    if len(label) > _MOST:
        label = (*label[: _MOST - 1], f"{label[_MOST - 1]} …")
    return LaidLane(lane, label, flow, left, right)


def until_fork(laid: LaidFlow) -> float:
    """How far down the flow is no wider than one box."""
    high = 0.0
    for part in laid.parts:
        if isinstance(part, LaidFork):
            return high + part.card.height
        high += GAP + part.height
    return high


def draw_flow(canvas: Canvas, laid: LaidFlow, axis: float, top: float) -> float:
    """Returns where it ends; an arrow leads into every box that can be come to from above."""
    reached = True
    for part in laid.parts:
        if reached:
            canvas.line(((axis, top), (axis, top + GAP - 2)), arrow=True)
        reached = part.joins if isinstance(part, LaidFork) else part.box.kind != "end"
        top += GAP
        if isinstance(part, Card):
            draw(canvas, part, axis, top)
            top += part.height
        else:
            top = _draw_fork(canvas, part, axis, top)
    return top


def _draw_fork(canvas: Canvas, fork: LaidFork, axis: float, top: float) -> float:
    draw(canvas, fork.card, axis, top)
    bottom = top + fork.room.height
    bus = top + fork.card.height + GAP / 2
    canvas.line(((axis, top + fork.card.height), (axis, bus)))
    canvas.line(((axis + fork.axes[0], bus), (axis + fork.axes[-1], bus)))
    joining = [axis]
    for lane, shift in zip(fork.lanes, fork.axes, strict=True):
        end = _draw_lane(canvas, lane, axis + shift, bus)
        if goes_on(lane.lane.flow):
            joining.append(axis + shift)
            canvas.line(((axis + shift, end), (axis + shift, bottom)))
    if fork.joins:
        canvas.line(((min(joining), bottom), (max(joining), bottom)))
    return bottom


def _draw_lane(canvas: Canvas, lane: LaidLane, axis: float, bus: float) -> float:
    y = bus + _TURN
    canvas.line(((axis, bus), (axis, y - 4)))
    for index, line in enumerate(lane.label):
        canvas.text((axis, y + 8 + index * _LABEL), line, "label-code" if lane.lane.code else "label")
    y += _LABEL * len(lane.label)
    canvas.line(((axis, y), (axis, y + 8)))
    return draw_flow(canvas, lane.flow, axis, y + 8)
