"""The pages on which people look at what was sent."""

from html import escape
from urllib.parse import urlencode

from aiohttp import web

from standins.sendgrid.layout import address_line, html_response, page
from standins.sendgrid.mailbox import Mail, Mailbox

PER_PAGE = 50

# A mail's own markup is shown without scripts, forms, network or our origin.
_CAGED = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    )
}


class Pages:
    """The list of mails and a page for each."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def mails(self, request: web.Request) -> web.Response:
        """Newest first; `?to=` (a part of a recipient's address), `?page=` from 1."""
        wanted = request.query.get("to", "").strip()
        found = self._mailbox.newest(wanted)
        pages = max(1, -(-len(found) // PER_PAGE))
        at = min(max(_page(request), 1), pages)
        shown = found[(at - 1) * PER_PAGE : at * PER_PAGE]
        rows = "".join(_row(mail) for mail in shown)
        several = "mail" if len(self._mailbox) == 1 else "mails"
        told = f"{len(found)} of {len(self._mailbox)} {several}" if wanted else f"{len(found)} {several}"
        return page(
            "Mails",
            f'<form><input type="search" name="to" value="{escape(wanted)}" placeholder="recipient" '
            f'aria-label="recipient"><button>Search</button><span>{told}</span></form>'
            f"<table><thead>{_COLUMNS}</thead><tbody>{rows or _NOTHING}</tbody></table>"
            f"{_turner(wanted, at, pages)}",
        )

    async def mail(self, request: web.Request) -> web.Response:
        mail = self._found(request)
        headers = "".join(f"<tr><th>{escape(name)}</th><td>{value}</td></tr>" for name, value in _head(mail))
        html = f'<h2>html</h2><iframe sandbox src="/mails/{mail.number}/html" title="html part"></iframe>'
        text = f"<h2>text</h2><pre>{escape(mail.text)}</pre>"
        return page(
            mail.subject or f"Mail {mail.number}",
            f'<p><a href="/">All mails</a></p><h1>{escape(mail.subject)}</h1>'
            f'<table class="head">{headers}</table>'
            f"{html if mail.html else ''}{text if mail.text else ''}",
        )

    async def html_part(self, request: web.Request) -> web.Response:
        mail = self._found(request)
        return html_response(mail.html, _CAGED)

    def _found(self, request: web.Request) -> Mail:
        mail = self._mailbox.get(int(request.match_info["number"]))
        if mail is None:
            raise web.HTTPNotFound(text="there is no such mail\n")
        return mail


_COLUMNS = "<tr><th>#</th><th>received (UTC)</th><th>to</th><th>subject</th><th>categories</th></tr>"
_NOTHING = '<tr><td colspan="5">Nothing yet.</td></tr>'


def _page(request: web.Request) -> int:
    written = request.query.get("page", "1")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 1


def _row(mail: Mail) -> str:
    return (
        f'<tr><td><a href="/mails/{mail.number}">{mail.number}</a></td><td>{_when(mail)}</td>'
        f"<td>{escape(', '.join(mail.recipients()))}</td>"
        f'<td><a href="/mails/{mail.number}">{escape(mail.subject) or "(no subject)"}</a></td>'
        f"<td>{escape(', '.join(mail.categories))}</td></tr>"
    )


def _when(mail: Mail) -> str:
    return escape(mail.received_at[:19].replace("T", " "))


def _turner(wanted: str, at: int, pages: int) -> str:
    def link(number: int, name: str) -> str:
        query = escape(urlencode({"to": wanted, "page": number}))
        return f'<a href="/?{query}">{name}</a>' if 1 <= number <= pages else f"<span>{name}</span>"

    return f"<nav>{link(at - 1, 'newer')} page {at} of {pages} {link(at + 1, 'older')}</nav>"


def _head(mail: Mail) -> list[tuple[str, str]]:
    """Name and escaped value of each line above the bodies."""
    lines = [("From", address_line([mail.sender])), ("To", address_line(mail.to))]
    lines += [(name, address_line(found)) for name, found in (("Cc", mail.cc), ("Bcc", mail.bcc)) if found]
    lines += [("Received (UTC)", _when(mail)), ("X-Message-Id", escape(mail.message_id))]
    lines += [(name, escape(value)) for name, value in mail.headers.items()]
    lines.append(("categories", escape(", ".join(mail.categories))))
    lines += [(f"custom_args.{name}", escape(value)) for name, value in mail.custom_args.items()]
    return lines + [(name, escape(str(value))) for name, value in mail.other.items()]
