"""The page for customer service: where a customer is, what comes, what came, what did not and why; no script."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from audit.queries.rule_looks import decisions_of
from audit.queries.timeline import newest_of_timeline
from engine.contracts.journal import Decided
from engine.contracts.views import HeldView, Status, UpcomingItem
from engine.model import Attributes, Frozen
from engine.telling.phrases import clock, plain
from engine.telling.prospects import NOTHING, obstacle, prospect
from engine.telling.reasons import because
from engine.telling.sentences import shown
from starter.http.customers.views import CustomerView
from starter.http.page_headers import page_headers
from starter.story.page import STYLE, days
from starter.story.paragraphs import paragraphs
from starter.story.telling import Telling, by_day, local_time

MOST = 200
"""things that happened; the timeline has the whole"""

_STYLE = (
    STYLE
    + """
h2 { font-size: 1.25rem; margin-top: 2.5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
td:first-child { overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: .2rem .75rem .2rem 0; border-bottom: 1px solid var(--line); }
.notice { border: 1px solid var(--stopped); padding: .5rem .75rem; color: var(--text); }
"""
)
HEADERS = page_headers(_STYLE)

_AGREED: Mapping[str, str] = {
    "granted": "yes",
    "denied": "no",
    "pending": "waits for her confirmation",
    "unknown": "counts no more",
}


class Live(Frozen):
    """What her workflow says."""

    status: Status
    upcoming: tuple[UpcomingItem, ...]


def customer_page(database: Engine, known: CustomerView, live: Live | None) -> str:
    """The whole document; everything of hers is escaped. Without `live` her workflow did not answer."""
    telling = Telling(database, known.customer_id)
    name, zone = escape(known.customer_id), escape(telling.zone.key)
    now = "".join(_now(telling, live)) if live else _notice(telling, known)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Customer {name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Customer {name}</h1>\n<p>Times are {zone}, hers. Personal: for whoever helps her.</p>\n"
        f"{_profile(live.status.attributes if live else known.attributes)}{_consents(known, telling.zone)}{now}"
        f"<h2>What came, what did not, and why; newest first</h2>\n{_story(database, telling)}"
        "</main>\n</body>\n</html>\n"
    )


def _notice(telling: Telling, known: CustomerView) -> str:
    as_of = f", as of {clock(known.as_of, telling.zone)}" if known.as_of else ""
    rows = [(telling.titles.version(one.version), one.key, plain(one.step)) for one in known.enrolments]
    return (
        f'<p class="notice" role="status">Her workflow does not answer now: this is what the ledger has{as_of}.</p>\n'
        + _table("Journeys", ("journey", "key", "step"), rows)
    )


def _now(telling: Telling, live: Live) -> Iterator[str]:
    status, zone, titles = live.status, telling.zone, telling.titles
    journeys = [
        (titles.version(one.version), one.key, plain(one.step), _until(one.deadline, zone)) for one in status.enrolments
    ]
    yield _table("Journeys", ("journey", "key", "step", "until"), journeys)
    held = [
        (
            titles.message(one.message),
            _why(one),
            _until(one.until, zone),
        )
        for one in status.held
    ]
    yield _table("Messages that wait", ("message", "why", "until"), held)
    yield f"<h2>What is to come</h2>\n{_upcoming(telling, live.upcoming)}"


def _why(held: HeldView) -> str:
    if held.place is not None:
        return f"until she comes to the {plain(held.place)}"
    return because(held.reason).lstrip(", ") if held.reason else "not decided yet"


def _until(at: datetime | None, zone: ZoneInfo) -> str:
    return clock(at, zone) if at is not None else ""


def _upcoming(telling: Telling, items: Sequence[UpcomingItem]) -> str:
    to_come = [item for item in items if item.what not in ("exit", "held")]
    parts = [f"<p>{escape(NOTHING)}</p>\n"] if not to_come else []
    for day, found in by_day(to_come, telling.zone):
        lines = "".join(_coming(telling, item, local_time(item.at, telling.zone)) for item in found)
        parts.append(f"<section>\n<h3>{escape(day)}</h3>\n<ol>\n{lines}</ol>\n</section>\n")
    ends = "".join(_coming(telling, item, "") for item in items if item.what == "exit")
    parts.append(f"<section>\n<h3>Ends at any time</h3>\n<ol>\n{ends}</ol>\n</section>\n" if ends else "")
    return "".join(parts)


def _coming(telling: Telling, item: UpcomingItem, time: str) -> str:
    when = f'<time datetime="{item.at.isoformat()}">{time}</time>' if time else "<span></span>"
    below = [obstacle(stop, telling.zone) for stop in item.stops] + list(item.conditions)
    why = "".join(f"<br><small>{escape(line)}</small>" for line in below)
    return f"<li>{when}<div>{escape(prospect(item, telling.titles, telling.zone))}{why}</div></li>\n"


def _profile(attributes: Attributes) -> str:
    return _table(
        "What is known of her", ("name", "value"), [(name, shown(value)) for name, value in attributes.items()]
    )


def _consents(known: CustomerView, zone: ZoneInfo) -> str:
    """As far as the ledger has heard: her workflow does not tell of them."""
    rows = [
        (
            _AGREED[one.status] + (", confirmed" if one.confirmed else ""),
            one.purpose.value if one.purpose is not None else "every",
            one.channel.value if one.channel is not None else "every",
            one.topic or "every",
            clock(one.since, zone),
            one.source,
        )
        for one in known.consents
    ]
    return _table("What she agreed to", ("said", "purpose", "channel", "topic", "since", "by"), rows)


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return f"<p>{escape(caption)}: none</p>\n"
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{_cells(row)}</tr>\n" for row in rows)
    return (
        f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}</tbody>\n</table>\n"
    )


def _cells(row: Iterable[str]) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in row)


def _story(database: Engine, telling: Telling) -> str:
    newest, more = newest_of_timeline(database, telling.customer_id, MOST)
    if not newest:
        return "<p>Nothing yet.</p>\n"
    decisions: Sequence[Decided] = decisions_of(database, telling.customer_id, since=newest[0].at)
    lines = telling.lines(reversed(newest), decisions)
    told = "".join(days(lines, telling.zone, _told(database, telling, decisions), "h3"))
    return told + (f"<p>The newest {MOST}; her timeline has all of them.</p>\n" if more else "")


def _told(database: Engine, telling: Telling, decisions: Sequence[Decided]) -> dict[str, str]:
    return paragraphs(database, telling, decisions, decisions)
