"""The frame of every page: one document without scripts, cookies or anything from elsewhere."""

from html import escape
from typing import Final

from fastapi.responses import HTMLResponse

from starter.http.page_headers import page_headers
from starter.http.pages.site import Texts
from starter.http.pages.style import STYLE

HEADERS: Final = page_headers(STYLE, "'self'") | {
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


def answer(texts: Texts, heading: str, body: str, *, status: int = 200, problem: bool = False) -> HTMLResponse:
    """A whole page; `body` is HTML already, `heading` is not."""
    title = f"{texts('problem')}: {heading}" if problem else heading
    written = texts.written
    contact = f"<footer><p>{escape(texts.fill(written.contact))}</p></footer>" if written.contact else ""
    return HTMLResponse(
        f'<!doctype html>\n<html lang="{escape(texts.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow">\n'
        f"<title>{escape(title)} – {escape(written.sender)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<header><p class="sender">{escape(written.sender)}</p></header>\n'
        f"<main>\n<h1>{escape(heading)}</h1>\n{body}\n</main>\n{contact}\n</body>\n</html>\n",
        status,
        HEADERS,
    )


def paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def told(texts: Texts, word: str, *, status: int = 200) -> HTMLResponse:
    """A page that only says something: the heading `word` and the text `word_text`."""
    return answer(texts, texts(word), paragraph(texts(f"{word}_text")), status=status)


def notice(heading: str, text: str) -> str:
    """What has just happened; read out by itself."""
    return f'<div class="notice" role="status"><h2>{escape(heading)}</h2>{paragraph(text)}</div>'


def button(label: str, *, name: str = "", value: str = "", quiet: bool = False) -> str:
    named = f' name="{escape(name)}" value="{escape(value)}"' if name else ""
    look = ' class="quiet"' if quiet else ""
    return f'<button type="submit"{named}{look}>{escape(label)}</button>'


def link(address: str, label: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(label)}</a></p>'
