"""A customer's story as one page of HTML that stands by itself: no script, nothing fetched."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import typer

from engine.contracts.journal import Decided
from engine.contracts.views import TimelineItem
from engine.telling.decisions.paragraph import number
from engine.telling.phrases import clock
from starter.cli.app import out, write_file
from starter.cli.explaining import rules_looked_at
from starter.story.telling import Line, Telling, by_day, local_time

_INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
"""An instant among the evidence, in UTC."""

# The colours keep a contrast of 4.5 or more on either ground; a sentence never depends on its colour.
STYLE = """
:root { color-scheme: light dark; --ground: #fff; --text: #1a1c20; --quiet: #575c66; --line: #d9dce1;
  --journey: #0b57a4; --message: #17692b; --stopped: #8a4b00; --attention: #b00020; }
@media (prefers-color-scheme: dark) { :root { --ground: #15171b; --text: #e9eaec; --quiet: #b0b5be; --line: #3a3f48;
  --journey: #8ab8ff; --message: #7fd694; --stopped: #ffbd70; --attention: #ff9aa5; } }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
p, time, summary { color: var(--quiet); }
ol { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 3.5rem 1fr; gap: .5rem; padding: .2rem 0 .2rem .6rem;
  border-left: .25rem solid var(--line); margin-bottom: .15rem; }
.journey { border-color: var(--journey); } .journey > div { color: var(--journey); }
.message { border-color: var(--message); } .message > div { color: var(--message); }
.stopped { border-color: var(--stopped); } .stopped > div { color: var(--stopped); }
.attention { border-color: var(--attention); } .attention > div { color: var(--attention); font-weight: 600; }
time { font-variant-numeric: tabular-nums; }
summary { cursor: pointer; font-size: .875rem; }
summary:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
details p { margin: .25rem 0; color: var(--text); font-size: .875rem; font-weight: 400; }
pre { margin: .25rem 0 .5rem; color: var(--text); font-size: .8125rem; font-weight: 400; white-space: pre-wrap; }
@media print { details { display: none; } }
"""


def write_page(
    telling: Telling,
    items: Iterable[TimelineItem],
    decisions: Sequence[Decided],
    paragraphs: Mapping[str, str],
    file: Path,
) -> None:
    """Into the file, for its owner's eyes only; - is standard output."""
    page = story_page(telling, telling.lines(items, decisions), paragraphs)
    if file == Path("-"):
        typer.echo(page, nl=False)
        return
    write_file(page, file, private=True)
    out().print(f"{file}: the story of customer {telling.customer_id}", markup=False)


def story_page(telling: Telling, lines: Sequence[Line], paragraphs: Mapping[str, str]) -> str:
    """The whole document; everything of hers is escaped. `paragraphs`: what is told of a decision, by its number."""
    name, zone = escape(telling.customer_id), escape(telling.zone.key)
    body = "".join(days(lines, telling.zone, paragraphs)) or "<p>Nothing is known of her.</p>\n"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>The story of customer {name}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>The story of customer {name}</h1>\n"
        f"<p>Times are {zone}. Personal: keep it as you keep her data.</p>\n{body}</main>\n</body>\n</html>\n"
    )


def days(
    lines: Sequence[Line], zone: ZoneInfo, paragraphs: Mapping[str, str], heading: Literal["h2", "h3"] = "h2"
) -> Iterator[str]:
    """A section for each of her days, in the order of the lines."""
    for day, found in by_day(lines, zone):
        told = "".join(_line(one, zone, paragraphs) for one in found)
        yield f"<section>\n<{heading}>{escape(day)}</{heading}>\n<ol>\n{told}</ol>\n</section>\n"


def _line(line: Line, zone: ZoneInfo, paragraphs: Mapping[str, str]) -> str:
    when = f'<time datetime="{line.at.isoformat()}">{local_time(line.at, zone)}</time>'
    why = "" if line.decision is None else _why(line.decision, zone, paragraphs)
    return f'<li class="{line.tone}">{when}<div>{escape(line.text)}{why}</div></li>\n'


def _why(decision: Decided, zone: ZoneInfo, paragraphs: Mapping[str, str]) -> str:
    told = "\n".join(rules_looked_at(decision, lambda at: clock(at, zone)))
    told = _INSTANT.sub(lambda match: clock(datetime.fromisoformat(match[0]), zone), told)
    count = len(decision.rules)
    said = "why" if not count else f"why: {count} rule{'s' if count > 1 else ''} looked at"
    in_words = paragraphs.get(number(decision), "")
    told_first = f"<p>{escape(in_words)}</p>" if in_words else ""
    return f"<details><summary>{said}</summary>{told_first}<pre>{escape(told)}</pre></details>"
