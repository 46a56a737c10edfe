"""The page of mails: its three panes, and the files that every page loads."""

from html import escape

from aiohttp import web

from standins.inbox.frame import framed, header
from standins.inbox.lists import mails_pane, recipients_pane
from standins.inbox.model import Inbox
from standins.inbox.opened import empty_pane, message_pane, nothing_open_pane
from standins.inbox.script import SCRIPT
from standins.inbox.style import ICON, STYLE


def inbox_page(inbox: Inbox) -> web.Response:
    title = (inbox.opened.title or "(no subject)") if inbox.opened else _list_name(inbox)
    panes = recipients_pane(inbox) + mails_pane(inbox) + _third_pane(inbox)
    return framed(title, _pane(inbox), _header(inbox), panes)


async def stylesheet(_request: web.Request) -> web.Response:
    return web.Response(text=STYLE, content_type="text/css", headers=_PLAIN)


async def script(_request: web.Request) -> web.Response:
    return web.Response(text=SCRIPT, content_type="text/javascript", headers=_PLAIN)


async def icon(_request: web.Request) -> web.Response:
    return web.Response(text=ICON, content_type="image/svg+xml", headers=_PLAIN)


_PLAIN = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}


def page_routes() -> list[web.RouteDef]:
    """What the pages load."""
    return [web.get("/inbox.css", stylesheet), web.get("/inbox.js", script), web.get("/inbox.svg", icon)]


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
    form = (
        '<form role="search" action="/"><input type="search" name="to" aria-label="Find a recipient" '
        f'placeholder="Find a recipient" autocomplete="off" value="{escape(searched)}"><button>Find</button></form>'
    )
    return header(inbox.provider, inbox.places, f"{inbox.total:,} {several}", form, skips)
