"""Writes the picture of a journey as a Mermaid flowchart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from catalogue.drawing.chart import Box, Chart, Flow, Fork, Mark, Side

MAX_LINE = 60
"""characters of a label before it goes on in the next line"""
_SHAPES = {"enter": ("([", "])"), "end": ("([", "])"), "branch": ("{{", "}}"), "split": ("{{", "}}")}
_ESCAPES = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", "|": "#124;"}
_STYLES = {
    "enter": "fill:#dcfce7,stroke:#16a34a,color:#111827",
    "send": "fill:#dbeafe,stroke:#2563eb,color:#111827",
    "wait": "fill:#fef3c7,stroke:#d97706,color:#111827",
    "fork": "fill:#ede9fe,stroke:#7c3aed,color:#111827",
    "data": "fill:#e0f2f1,stroke:#0f766e,color:#111827",
    "finish": "fill:#e5e7eb,stroke:#4b5563,color:#111827",
    "side": "fill:#ffffff,stroke:#9ca3af,color:#111827,stroke-dasharray:4 3",
    "added": "fill:#bbf7d0,stroke:#15803d,stroke-width:3px,color:#111827",
    "removed": "fill:#fecaca,stroke:#b91c1c,stroke-width:3px,color:#111827,stroke-dasharray:6 4",
    "changed": "fill:#fde68a,stroke:#b45309,stroke-width:3px,color:#111827",
}
_CLASSES = {
    "wait_for": "wait",
    "branch": "fork",
    "split": "fork",
    "end": "finish",  # `end` is a word of Mermaid
} | dict.fromkeys(("set", "update", "lookup", "start"), "data")
Way = tuple[str, str]
"""A node and what stands on the arrow that leaves it."""


def mermaid(chart: Chart, marks: Mapping[str, Mark] | None = None) -> str:
    """A flowchart from top to bottom; `marks` by step id colour what a comparison found."""
    return _Writer(marks or {}).write(chart)


def escaped(text: str) -> str:
    """As it may stand between quotation marks of Mermaid, in lines that fit."""
    return "<br/>".join("".join(_ESCAPES.get(sign, sign) for sign in line) for line in folded(text, MAX_LINE))


def folded(text: str, width: int) -> Iterator[str]:
    """Lines of at most that many characters, broken at spaces where there is one."""
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


@dataclass
class _Writer:
    """Numbers the nodes as it goes."""

    marks: Mapping[str, Mark]
    lines: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    count: int = 0

    def write(self, chart: Chart) -> str:
        self.lines = ["flowchart TD"]
        self._flow(chart.flow, [(self._box(chart.enter), "")])
        for side in chart.sides:
            self._side(side)
        styles = [f"  classDef {name} {_STYLES[name]}" for name in _STYLES if name in self.used]
        return "\n".join([*self.lines, *styles]) + "\n"

    def _flow(self, flow: Flow, ways: list[Way]) -> list[Way]:
        for element in flow:
            box = element.box if isinstance(element, Fork) else element
            node = self._box(box)
            self._arrows(ways, node)
            if isinstance(element, Fork):
                ways = [way for lane in element.lanes for way in self._flow(lane.flow, [(node, lane.label)])]
            else:
                ways = [] if box.kind == "end" else [(node, "")]
        return ways

    def _arrows(self, ways: list[Way], to: str) -> None:
        for node, label in ways:
            on_it = f'|"{escaped(label)}"|' if label else ""
            self.lines.append(f"  {node} -->{on_it} {to}")

    def _box(self, box: Box) -> str:
        title = f"{box.step}: {box.title}" if box.step else box.title
        mark = self.marks.get(box.step) if box.step else None
        heads = (f"{mark}: {title}",) if mark else (title,)
        left, right = _SHAPES.get(box.kind, ("[", "]"))
        return self._node((*heads, *box.notes, *box.code), left, right, mark or _CLASSES.get(box.kind, box.kind))

    def _side(self, side: Side) -> None:
        self._node((side.heading, *side.lines), "[", "]", "side")

    def _node(self, lines: tuple[str, ...], left: str, right: str, style: str) -> str:
        name = f"n{self.count}"
        self.count += 1
        self.used.add(style)
        text = "<br/>".join(map(escaped, lines))
        self.lines.append(f'  {name}{left}"{text}"{right}:::{style}')
        return name
