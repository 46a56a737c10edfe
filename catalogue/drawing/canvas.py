"""An SVG being written: text, boxes and lines in generic fonts, legible on light and dark."""

import re
from collections.abc import Sequence
from html import escape

SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
FIXED = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_HUES = {
    "enter": ("#15803d", "#4ade80"),
    "send": ("#1d4ed8", "#60a5fa"),
    "wait": ("#b45309", "#fbbf24"),
    "fork": ("#6d28d9", "#a78bfa"),
    "data": ("#0f766e", "#2dd4bf"),
    "finish": ("#4b5563", "#9ca3af"),
    "removed": ("#b91c1c", "#f87171"),
}
_LIGHT = {
    "paper": "#ffffff",
    "ink": "#111827",
    "soft": "#4b5563",
    "line": "#9ca3af",
    "card": "#f9fafb",
    "band": "#f3f4f6",
}
_DARK = {
    "paper": "#0f172a",
    "ink": "#f1f5f9",
    "soft": "#b6c2d2",
    "line": "#64748b",
    "card": "#1e293b",
    "band": "#172033",
}

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Point = tuple[float, float]


class Canvas:
    """Collects shapes; what is drawn first lies below."""

    def __init__(self) -> None:
        self._shapes: list[str] = []

    def box(self, at: Point, size: Point, style: str, *, radius: float = 8) -> None:
        (x, y), (wide, high) = at, size
        self._shapes.append(
            f'<rect class="{style}" x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}" rx="{_n(radius)}"/>'
        )

    def text(self, at: Point, words: str, style: str) -> None:
        """One line; `at` is the baseline's beginning, or its middle in the styles that say so."""
        self._shapes.append(f'<text class="{style}" x="{_n(at[0])}" y="{_n(at[1])}">{_legible(words)}</text>')

    def line(self, points: Sequence[Point], *, arrow: bool = False, style: str = "way") -> None:
        """A polyline with rounded joints; an arrow at its last point."""
        if len(points) > 1:
            path = "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in points)
            self.path(path, arrow=arrow, style=style)

    def path(self, path: str, *, arrow: bool = False, style: str = "way") -> None:
        end = ' marker-end="url(#tip)"' if arrow else ""
        self._shapes.append(f'<path class="{style}" d="{path}"{end}/>')

    def svg(self, size: Point, title: str, description: str) -> str:
        """The whole file; title and description are for those who cannot see it."""
        wide, high = _n(size[0]), _n(size[1])
        return "\n".join(
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
                'role="img" aria-labelledby="title desc">',
                f'<title id="title">{_legible(title)}</title>',
                f'<desc id="desc">{_legible(description)}</desc>',
                f"<style>\n{_style()}\n</style>",
                '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
                'orient="auto"><path class="tip" d="M0 0.5 L8 4 L0 7.5 z"/></marker></defs>',
                f'<rect class="paper" width="{wide}" height="{high}"/>',
                *self._shapes,
                "</svg>\n",
            )
        )


def _legible(words: str) -> str:
    """As XML takes it: control characters have no place in it, however they are written."""
    return escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", words), quote=False)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _style() -> str:
    hues = "\n".join(
        f".{name}-bar{{fill:var(--{name})}} .{name}-edge{{fill:none;stroke:var(--{name});stroke-width:1.5}} "
        f".{name}-word{{fill:var(--{name});font:600 10.5px {SANS};letter-spacing:.04em}}"
        for name in _HUES
    )
    dark = _variables(_DARK | {name: hue[1] for name, hue in _HUES.items()})
    light = _variables(_LIGHT | {name: hue[0] for name, hue in _HUES.items()})
    return f"""svg{{{light}}}
@media (prefers-color-scheme: dark){{svg{{{dark}}}}}
.paper{{fill:var(--paper)}} .card{{fill:var(--card)}} .band{{fill:var(--band)}}
.side{{fill:none;stroke:var(--line);stroke-dasharray:4 3}}
.way{{fill:none;stroke:var(--line);stroke-width:1.5;stroke-linejoin:round}} .tip{{fill:var(--line)}}
.dashed{{fill:none;stroke:var(--line);stroke-width:1.5;stroke-dasharray:5 4}}
.head{{fill:var(--ink);font:600 19px {SANS}}} .under{{fill:var(--soft);font:13px {SANS}}}
.name{{fill:var(--ink);font:600 13px {SANS}}} .note{{fill:var(--soft);font:11.5px {SANS}}}
.code{{fill:var(--soft);font:11px {FIXED}}}
.label{{fill:var(--ink);font:11.5px {SANS};text-anchor:middle}}
.label-code{{fill:var(--ink);font:11px {FIXED};text-anchor:middle}}
.middle{{fill:var(--ink);font:600 13px {SANS};text-anchor:middle}}
.step{{fill:var(--soft);font:10.5px {FIXED};text-anchor:end}}
{hues}"""


def _variables(values: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in values.items())
