"""The pane that shows one message: who, when, and its body as it looks, as text, as links, headers or source."""

from collections.abc import Sequence
from html import escape
from typing import assert_never

from standins.inbox.model import Inbox, Message, Place, View, Width, list_url, message_url
from standins.inbox.reading import Link, Reading, read

_VIEW_NAMES: dict[View, str] = {
    "look": "As it looks", "text": "Text", "links": "Links", "headers": "Headers", "source": "Source",
}  # fmt: skip
_WIDTH_NAMES: dict[Width, str] = {"desktop": "Desktop", "phone": "Phone, 375 px"}


def message_pane(inbox: Inbox, message: Message) -> str:
    place, reading = inbox.place, read(message.html)
    to = inbox.chosen.address if inbox.chosen else place.to
    return (
        '<section id="opened" class="pane" aria-labelledby="subject" tabindex="-1">'
        f'<a class="back" href="{escape(list_url(place.to))}">{escape(to) or "All mails"}</a>'
        f"{_head(message)}{_tabs(message, place, reading)}{_body(message, place, reading)}</section>"
    )


def nothing_open_pane() -> str:
    return (
        '<section id="opened" class="pane idle" aria-label="Open mail" data-live><p>Choose a mail to see it as its '
        "recipient does.</p></section>"
    )


def empty_pane() -> str:
    """What to type for a first mail."""
    return (
        '<section id="opened" class="pane idle" aria-labelledby="first" data-live><div><h1 id="first">No mail yet</h1>'
        "<p>Mails arrive here as soon as a journey sends one. For a first one, leave <code>make run</code> running "
        "and type in another terminal what it printed when it was ready:</p>"
        "<pre>.venv/bin/twostep identify ann email=ann@example.com --consent granted\n"
        ".venv/bin/twostep track ann …</pre>"
        "<p>This page looks again by itself; without JavaScript, reload it.</p></div></section>"
    )


def _head(message: Message) -> str:
    at = message.received_at
    return (
        f'<header class="head"><h1 id="subject">{escape(message.title) or "(no subject)"}</h1>'
        f'<span class="face" aria-hidden="true">{escape(message.sender[:1].upper())}</span>'
        f'<div class="who"><span class="from">{escape(message.sender)}</span> {_address(message)}'
        f"{_unsubscribe(message)}{_report(message)}</div>"
        f'<p class="to">to {escape(message.recipients_line)}</p>'
        f'<p class="when"><time datetime="{at:%Y-%m-%dT%H:%M:%SZ}">{at.day} {at:%b %Y, %H:%M:%S} UTC</time></p>'
        f"{_labels('Categories', 'labels', message.labels)}"
        f"{_labels('Attachments', 'labels attached', message.attachments)}</header>"
    )


def _address(message: Message) -> str:
    if message.sender == message.sender_address:
        return ""
    return f'<span class="address">&lt;{escape(message.sender_address)}&gt;</span> '


def _labels(name: str, style: str, labels: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(label)}</li>" for label in labels)
    return f'<ul class="{style}" aria-label="{name}">{items}</ul>' if items else ""


def _unsubscribe(message: Message) -> str:
    offered = message.unsubscribing
    if offered is None:
        return ""
    if offered.one_click:
        said = (
            "This mail has <code>List-Unsubscribe</code> and <code>List-Unsubscribe-Post</code>: at a click here, a "
            "mail client sends one POST to the address below, and no page opens (RFC 8058)."
        )
    else:
        said = (
            "This mail has <code>List-Unsubscribe</code> without <code>List-Unsubscribe-Post</code>: a mail client "
            "opens the address below, and large mailbox providers do not count it as one-click."
        )
    clicks = offered.one_click and message.answers_url
    does = _answer(message, "unsubscribe", "Unsubscribe by one click") if clicks else "<p>This page sends nothing.</p>"
    return (
        f'<details class="unsubscribe"><summary>Unsubscribe</summary><div><p>{said}</p>'
        f"<p><code>{escape(offered.targets)}</code></p>{does}</div></details>"
    )


def _report(message: Message) -> str:
    return _answer(message, "spamreport", "Report spam") if message.answers_url else ""


def _answer(message: Message, action: str, title: str) -> str:
    return (
        f'<form method="post" class="answer" action="{escape(message.answers_url)}">'
        f'<button name="action" value="{action}">{title}</button></form>'
    )


def _tabs(message: Message, place: Place, reading: Reading) -> str:
    offered: dict[View, bool] = {
        "look": bool(message.html), "text": bool(message.text), "links": bool(reading.links),
        "headers": True, "source": bool(message.html),
    }  # fmt: skip
    views = "".join(
        _choice(name, message_url(message.number, place, view), view == place.view)
        for view, name in _VIEW_NAMES.items()
        if offered[view] or view == place.view
    )
    widths = "".join(
        _choice(name, message_url(message.number, place, width=width), width == place.width)
        for width, name in _WIDTH_NAMES.items()
    )
    switch = f'<nav class="choices widths" aria-label="Width">{widths}</nav>' if place.view == "look" else ""
    return f'<div class="bar"><nav class="choices" aria-label="Show">{views}</nav>{switch}</div>'


def _choice(name: str, url: str, current: bool) -> str:
    marked = ' aria-current="true"' if current else ""
    return f'<a href="{escape(url)}"{marked}>{name}</a>'


def _body(message: Message, place: Place, reading: Reading) -> str:
    match place.view:
        case "look":
            return _look(message, place.width, reading)
        case "text":
            return _exactly(message.text, "Text part") if message.text else _missing("text part")
        case "links":
            return _links(reading.links, message.follow_url)
        case "headers":
            return _headers(message)
        case "source":
            return _exactly(message.html, "HTML part") if message.html else _missing("HTML part")
        case _:
            assert_never(place.view)


def _look(message: Message, width: Width, reading: Reading) -> str:
    if not message.html:
        return _missing("HTML part")
    left_out = '<p class="aside">Images and fonts from elsewhere are not loaded here.</p>' if reading.loads else ""
    return (
        f'{left_out}<div class="stage {width}"><iframe sandbox src="/mails/{message.number}/html" '
        'title="The mail as it looks"></iframe></div>'
    )


def _exactly(text: str, name: str) -> str:
    """A browser swallows the first line break and turns carriage returns into line feeds, unless told."""
    shown = escape(text).replace("\r", "&#13;")
    return f'<pre class="exactly" role="region" tabindex="0" aria-label="{name}">\n{shown}</pre>'


def _missing(part: str) -> str:
    return f'<p class="aside">This mail has no {part}.</p>'


def _links(links: list[Link], follow_url: str) -> str:
    if not links:
        return _missing("links")
    rows = "".join(
        f"<tr><td>{escape(link.words) or '(no words)'}</td><td>{_target(link.target, follow_url, number)}</td></tr>"
        for number, link in enumerate(links)
    )
    counted = ", and are counted on their way" if follow_url else ""
    return (
        f'<p class="aside">Links are dead in the mail as it looks; from here they open in a new tab{counted}.</p>'
        '<div class="table" tabindex="0" role="region" aria-label="Links"><table><thead><tr>'
        f'<th scope="col">Words</th><th scope="col">Leads to</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _target(target: str, follow_url: str, number: int) -> str:
    if not target.lower().startswith(("http://", "https://")):
        return escape(target)
    url = escape(f"{follow_url}{number}" if follow_url else target)
    return f'<a href="{url}" target="_blank" rel="noopener noreferrer">{escape(target)}</a>'


def _headers(message: Message) -> str:
    return (
        '<div class="table" tabindex="0" role="region" aria-label="Headers">'
        f"{_table('Headers', message.headers)}"
        f"{_table('Told to the provider, not to the recipient', message.particulars)}"
        f'<p class="aside"><a href="{escape(message.json_url)}">All of it as JSON</a></p></div>'
    )


def _table(name: str, rows: Sequence[tuple[str, str]]) -> str:
    if not rows:
        return ""
    lines = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return f"<table><caption>{name}</caption><tbody>{lines}</tbody></table>"
