"""The whole page: its frame, the three panes, and what it may load."""

from html import escape

from aiohttp import web

from standins.inbox.lists import mails_pane, recipients_pane
from standins.inbox.model import Inbox
from standins.inbox.opened import empty_pane, message_pane, nothing_open_pane
from standins.inbox.script import SCRIPT
from standins.inbox.style import ICON, STYLE

# The page has no markup of a message in it, only in a frame: were one to slip in, nothing of it could run or load.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# A message's own markup is shown without scripts, forms, network or our origin.
_CAGE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


def inbox_page(inbox: Inbox) -> web.Response:
    title = (inbox.opened.title or "(no subject)") if inbox.opened else _list_name(inbox)
    head = (
        f'<meta charset="utf-8"><title>{escape(title)} – Inbox</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="/inbox.svg" type="image/svg+xml"><link rel="stylesheet" href="/inbox.css">'
        '<script src="/inbox.js" defer></script>'
    )
    panes = recipients_pane(inbox) + mails_pane(inbox) + _third_pane(inbox)
    return _html(
        f'<!doctype html><html lang="en"><head>{head}</head><body data-pane="{_pane(inbox)}">'
        f"{_header(inbox)}<main>{panes}</main></body></html>",
        _POLICY,
    )


def caged(html: str) -> web.Response:
    """A message's own markup, as it came."""
    return _html(html, _CAGE)


async def stylesheet(_request: web.Request) -> web.Response:
    return web.Response(text=STYLE, content_type="text/css", headers=_PLAIN)


async def script(_request: web.Request) -> web.Response:
    return web.Response(text=SCRIPT, content_type="text/javascript", headers=_PLAIN)


async def icon(_request: web.Request) -> web.Response:
    return web.Response(text=ICON, content_type="image/svg+xml", headers=_PLAIN)


_PLAIN = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}


def _html(text: str, policy: str) -> web.Response:
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    # JSON can carry halves of surrogate pairs, which UTF-8 cannot.
    body = text.encode("utf-8", "replace")
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)


def _pane(inbox: Inbox) -> str:
    """Which of the panes a phone shows."""
    if inbox.opened:
        return "mail"
    if not inbox.total:
        return "empty"
    return "mails" if inbox.place.to or inbox.place.all_chosen else "recipients"


def _third_pane(inbox: Inbox) -> str:
    if inbox.opened:
        return message_pane(inbox, inbox.opened)
    return nothing_open_pane() if inbox.total else empty_pane()


def _list_name(inbox: Inbox) -> str:
    return inbox.chosen.address if inbox.chosen else "All mails"


def _header(inbox: Inbox) -> str:
    searched = "" if inbox.chosen else inbox.place.to
    skips = '<a class="skip" href="#mails">Skip to the mails</a>'
    skips += '<a class="skip" href="#opened">Skip to the open mail</a>' if inbox.opened else ""
    several = "mail" if inbox.total == 1 else "mails"
    return (
        f'{skips}<header><a class="brand" href="/"><img src="/inbox.svg" alt="" width="28" height="28">Inbox</a>'
        f'<p class="notice"><strong>Stand-in for {escape(inbox.provider)}.</strong> '
        "Mails end here, nothing is sent to anybody.</p>"
        f'<p id="status" role="status" data-live>{inbox.total:,} {several}</p>'
        '<form role="search" action="/"><input type="search" name="to" aria-label="Find a recipient" '
        f'placeholder="Find a recipient" autocomplete="off" value="{escape(searched)}"><button>Find</button></form>'
        "</header>"
    )
