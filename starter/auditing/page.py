"""An audit as one page of HTML that stands by itself: no script, nothing fetched."""

from collections.abc import Sequence
from html import escape

from trials.simulating.tables import Table

_STYLE = """
:root { color-scheme: light dark; --ground: #fff; --text: #1a1c20; --quiet: #575c66; --line: #d9dce1; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f172a; --text: #e9eaec; --quiet: #b0b5be; --line: #3a3f48; } }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.0625rem; margin: 2.25rem 0 .5rem; }
p { margin: .125rem 0; color: var(--quiet); }
figure { margin: 1.5rem 0 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .25rem 1.25rem .25rem 0;
  border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; }
td.number { text-align: right; }
"""


def page(headlines: Sequence[str], tables: Sequence[Table], picture: str, assumed: Sequence[str] = ()) -> str:
    """The whole document, with what was assumed at its end."""
    lines = "".join(f"<p>{escape(line)}</p>\n" for line in headlines)
    body = "".join(map(_table, tables)) + _assumed(assumed)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>Audit of every department's messages</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>Every department's messages</h1>\n{lines}<figure>{picture}</figure>\n{body}</main>\n"
        "</body>\n</html>\n"
    )


def _assumed(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{escape(line)}</li>\n" for line in lines)
    return f"<section>\n<h2>assumed</h2>\n<ul>\n{items}</ul>\n</section>\n"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in table.rows)
    return (
        f'<section>\n<h2>{escape(table.title)}</h2>\n<div class="table"><table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table></div>\n</section>\n"
    )


def _cell(text: str) -> str:
    number = text.replace(",", "").rstrip("%").isdigit()
    return f'<td class="number">{escape(text)}</td>' if number else f"<td>{escape(text)}</td>"
