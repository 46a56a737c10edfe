"""Writes the map of all journeys as a Mermaid flowchart."""

from collections.abc import Iterator

from catalogue.drawing.journey_map import JourneyMap
from catalogue.drawing.mermaid import escaped

_SHAPES = {"trigger": ('(["', '"])'), "condition": ('{{"', '"}}'), "call": ('[["', '"]]')}
_STYLES = (  # `call` alone is a word of Mermaid
    "  classDef byTrigger fill:#dcfce7,stroke:#16a34a,color:#111827",
    "  classDef byCondition fill:#ede9fe,stroke:#7c3aed,color:#111827",
    "  classDef byCall fill:#e0f2f1,stroke:#0f766e,color:#111827",
    "  classDef journey fill:#dbeafe,stroke:#2563eb,color:#111827",
)


def map_mermaid(journeys: JourneyMap) -> str:
    """A flowchart from left to right; journeys of a stage stand in one frame."""
    return "\n".join(("flowchart LR", *_nodes(journeys), *_arrows(journeys), *_STYLES)) + "\n"


def _nodes(journeys: JourneyMap) -> Iterator[str]:
    for index, source in enumerate(journeys.sources):
        left, right = _SHAPES[source.kind]
        yield f"  s{index}{left}{escaped(source.name)}{right}:::by{source.kind.capitalize()}"
    names = {stop.key: f"j{index}" for index, stop in enumerate(journeys.stops)}
    for index, (stage, stops) in enumerate(journeys.stages):
        yield f'  subgraph g{index}["{escaped(stage)}"]'
        for stop in stops:
            text = "<br/>".join(map(escaped, (stop.title, stop.note, *stop.lines)))
            yield f'    {names[stop.key]}["{text}"]:::journey'
        yield "  end"


def _arrows(journeys: JourneyMap) -> Iterator[str]:
    sources = {source: f"s{index}" for index, source in enumerate(journeys.sources)}
    names = {stop.key: f"j{index}" for index, stop in enumerate(journeys.stops)}
    for stop in journeys.stops:
        when = f'|"{escaped(stop.on_entry)}"|' if stop.on_entry else ""
        yield f"  {sources[stop.source]} -->{when} {names[stop.key]}"
    for begin, end in journeys.starts:
        yield f'  {names[begin]} -.->|"starts"| {names[end]}'
