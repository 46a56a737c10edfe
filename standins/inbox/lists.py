"""The two panes to choose in: the recipients, and the mails of the one that was chosen."""

from datetime import datetime
from html import escape

from standins.inbox.model import Inbox, Message, Recipient, list_url, message_url
from standins.inbox.reading import snippet

MOST_RECIPIENTS = 200
"""in the pane; the search finds the others"""


def recipients_pane(inbox: Inbox) -> str:
    shown = list(inbox.recipients[:MOST_RECIPIENTS])
    if inbox.chosen and inbox.chosen not in shown:
        shown.insert(0, inbox.chosen)
    more = len(inbox.recipients) - MOST_RECIPIENTS
    rest = f'<p class="more">{more:,} more: find them by a part of the address</p>' if more > 0 else ""
    everybody = _recipient("All mails", list_url(), inbox.total, not inbox.place.to)
    rows = "".join(_recipient(one.address, list_url(one.address), one.messages, one == inbox.chosen) for one in shown)
    return (
        '<nav id="recipients" class="pane" aria-labelledby="recipients-name" data-live>'
        f'<h2 id="recipients-name">Recipients</h2><ul>{everybody}{rows}</ul>{rest}</nav>'
    )


def mails_pane(inbox: Inbox) -> str:
    rows = "".join(_row(inbox, message) for message in inbox.listed.messages)
    # The page's first heading is the open mail's subject where there is one.
    level = "h2" if inbox.opened else "h1"
    return (
        '<section id="mails" class="pane" aria-labelledby="mails-name" tabindex="-1" data-live>'
        f'<a class="back" href="/">Recipients</a><{level} id="mails-name">{_heading(inbox)}</{level}>'
        f"{f'<ol>{rows}</ol>' if rows else _nothing(inbox)}{_turner(inbox)}</section>"
    )


def _recipient(name: str, url: str, messages: int, current: bool) -> str:
    several = "mail" if messages == 1 else "mails"
    marked = ' aria-current="true"' if current else ""
    return (
        f'<li><a href="{escape(url)}"{marked}><span class="name">{escape(name)}</span> '
        f'<span class="count">{messages:,}<span class="unseen"> {several}</span></span></a></li>'
    )


def _heading(inbox: Inbox) -> str:
    if inbox.chosen:
        return escape(inbox.chosen.address)
    return f"Recipients with “{escape(inbox.place.to)}”" if inbox.place.to else "All mails"


def _nothing(inbox: Inbox) -> str:
    if not inbox.place.to:
        return '<p class="more">No mail yet.</p>'
    return f'<p class="more">No mail went to an address with “{escape(inbox.place.to)}”.</p>'


def _row(inbox: Inbox, message: Message) -> str:
    current = ' aria-current="true"' if inbox.opened and inbox.opened.number == message.number else ""
    return (
        f'<li><a href="{escape(message_url(message.number, inbox.place))}"{current}>'
        f'<span class="from">{escape(message.sender)}</span> {clock(message.received_at, inbox.now)} '
        f'<span class="subject">{escape(message.title) or "(no subject)"}</span> '
        f"{_to(inbox.chosen, message)}"
        f'<span class="snippet">{escape(snippet(message.html, message.text))}</span></a></li>'
    )


def _to(chosen: Recipient | None, message: Message) -> str:
    return "" if chosen else f'<span class="to">to {escape(", ".join(message.recipients))}</span> '


def clock(at: datetime, now: datetime) -> str:
    """The hour of a mail of today, else the day, and the whole time for who asks."""
    if at.date() == now.date():
        short = f"{at:%H:%M}"
    else:
        short = f"{at.day} {at:%b}" if at.year == now.year else f"{at.day} {at:%b %Y}"
    return f'<time datetime="{at:%Y-%m-%dT%H:%M:%SZ}" title="{at:%Y-%m-%d %H:%M:%S} UTC">{short}</time>'


def _turner(inbox: Inbox) -> str:
    listed = inbox.listed
    if listed.pages == 1:
        return ""

    def turn(number: int, name: str) -> str:
        if not 1 <= number <= listed.pages:
            return f"<span>{name}</span>"
        return f'<a href="{escape(list_url(inbox.place.to, number))}">{name}</a>'

    return (
        f'<nav class="turner" aria-label="Pages">{turn(listed.page - 1, "Newer")}'
        f"<span>page {listed.page:,} of {listed.pages:,}</span>{turn(listed.page + 1, 'Older')}</nav>"
    )
