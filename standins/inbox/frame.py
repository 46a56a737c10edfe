"""The frame of every page of the inbox: its head, the row of places, and what a page may load."""

from collections.abc import Sequence
from html import escape

from aiohttp import web

from standins.inbox.board_model import Place

# The page has no markup of a message in it, only in a frame: were one to slip in, nothing of it could run or load.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def framed(title: str, pane: str, header: str, main: str) -> web.Response:
    """A whole page; `pane` says which of its panes a phone shows."""
    head = (
        f'<meta charset="utf-8"><title>{escape(title)} – Inbox</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="/inbox.svg" type="image/svg+xml"><link rel="stylesheet" href="/inbox.css">'
        '<script src="/inbox.js" defer></script>'
    )
    return html_response(
        f'<!doctype html><html lang="en"><head>{head}</head><body data-pane="{pane}">'
        f"{header}<main>{main}</main></body></html>",
        POLICY,
    )


def caged(html: str, pixel: str = "") -> web.Response:
    """A message's own markup, as it came: shown without scripts, forms, network or our origin.

    `pixel` is the only address that it may load.
    """
    images = f"data: {pixel}".strip()
    policy = f"sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src {images}; frame-ancestors 'self'"
    counted = f'<img src="{escape(pixel)}" width="1" height="1" alt="">' if pixel else ""
    return html_response(html + counted, policy)


def header(provider: str, places: Sequence[Place], status: str, form: str, skips: str = "") -> str:
    rows = "".join(_place(place) for place in places)
    # With several places the row says how many there are, and that all of them are meant.
    ends = "Nothing leaves here." if places else "Mails end here, nothing is sent to anybody."
    told = ' class="unseen"' if places else ""
    nav = f'<nav id="places" aria-label="Channels" data-live><ul>{rows}</ul></nav>' if places else ""
    return (
        f'{skips}<header><a class="brand" href="/"><img src="/inbox.svg" alt="" width="28" height="28">Inbox</a>{nav}'
        f'<p class="notice"><strong>Stand-in for {escape(provider)}.</strong> '
        f"{ends}</p>"
        f'<p id="status" role="status"{told} data-live>{status}</p>{form}</header>'
    )


def _place(place: Place) -> str:
    marked = ' aria-current="page"' if place.current else ""
    count = f' <span class="count">{place.messages:,}</span>' if place.messages is not None else ""
    return f'<li><a href="{escape(place.url)}"{marked}>{escape(place.title)}{count}</a></li>'


def html_response(text: str, policy: str) -> web.Response:
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        # Nothing is told to other pages; and to ourselves a form says where it comes from.
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    # JSON can carry halves of surrogate pairs, which UTF-8 cannot.
    body = text.encode("utf-8", "replace")
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)
