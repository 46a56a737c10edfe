"""The results of a journey as one page of HTML that stands by itself: no script, nothing fetched."""

from collections.abc import Sequence
from html import escape

from trials.simulating.tables import Table

_STYLE = """
:root { color-scheme: light dark; --ground: #fff; --text: #1a1c20; --quiet: #575c66; --line: #d9dce1; }
@media (prefers-color-scheme: dark) { :root { --ground: #15171b; --text: #e9eaec; --quiet: #b0b5be; --line: #3a3f48; } }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { color: var(--quiet); }
.wide { overflow-x: auto; margin-top: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 600; font-size: .875rem; }
"""


def results_page(title: str, period: str, tables: Sequence[Table]) -> str:
    """The whole document; every text is escaped."""
    body = "".join(_table(table) for table in tables) or "<p>Nobody has entered.</p>\n"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>Results of {escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>Results of {escape(title)}</h1>\n<p>{escape(period)}</p>\n"
        f"{body}</main>\n</body>\n</html>\n"
    )


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(_row(row) for row in table.rows)
    return (
        f'<div class="wide"><table>\n<caption>{escape(table.title)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
    )


def _row(row: tuple[str, ...]) -> str:
    first, *others = row
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>\n'
