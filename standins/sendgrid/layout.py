"""The frame of every page: style, the notice that nothing leaves, and what the page may load."""

from collections.abc import Mapping, Sequence
from html import escape

from aiohttp import web

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent) }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 0 1rem 3rem }
header { border-bottom: 1px solid var(--line); margin-bottom: 1rem; padding: .8rem 0 }
h1 { font-size: 1.4rem } h2 { font-size: 1rem; margin: 1.5rem 0 .3rem }
form { align-items: center; display: flex; gap: .5rem; margin: 1rem 0 }
input, button { font: inherit; padding: .25rem .6rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; padding: .35rem .6rem .35rem 0;
  text-align: left; vertical-align: top }
thead + tbody td:nth-child(2), .head th { white-space: nowrap } .head th { width: 12rem }
iframe { background: #fff; border: 1px solid var(--line); height: 36rem; width: 100% }
pre { border: 1px solid var(--line); padding: .8rem; white-space: pre-wrap }
nav { display: flex; gap: 1rem; margin-top: 1rem } nav span { opacity: .4 }
"""


def page(title: str, content: str) -> web.Response:
    """`title` is escaped here, `content` is markup."""
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        "<header><strong>Stand-in for SendGrid</strong>: mails end here, nothing is sent to anybody.</header>"
        f"<main>{content}</main></body></html>"
    )
    return html_response(text, _HEADERS)


def html_response(text: str, headers: Mapping[str, str]) -> web.Response:
    # JSON can carry halves of surrogate pairs, which UTF-8 cannot.
    body = text.encode("utf-8", "replace")
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)


def address_line(mailboxes: Sequence[dict[str, str]]) -> str:
    """Escaped: names and addresses as a mail's head shows them."""
    return ", ".join(escape(_written(mailbox)) for mailbox in mailboxes)


def _written(mailbox: dict[str, str]) -> str:
    name = mailbox.get("name")
    return f"{name} <{mailbox['email']}>" if name else mailbox["email"]
