"""Puts tracking parameters on the links of a mail, as it is about to go out."""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import parse_qsl, quote, urlencode

from engine.contracts.unsubscribing import UNSUBSCRIBE_URL

_HREF = re.compile(
    r"""(<(?:a|area|v:\w+)\b[^<>]*?\shref\s*=\s*)(["'])(\s*https?://[^"']*)\2""",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}]", re.IGNORECASE)


def track_html(html: str, parameters: Mapping[str, str]) -> str:
    """On every `href` that leads to the web."""
    if not parameters:
        return html
    return _HREF.sub(
        lambda found: f"{found[1]}{found[2]}{_with(found[3].strip(), parameters, '&amp;')}{found[2]}", html
    )


def track_text(text: str, parameters: Mapping[str, str]) -> str:
    """On every address that stands in the text."""
    return _PLAIN.sub(lambda found: _with(found[0], parameters, "&"), text) if parameters else text


def _with(address: str, parameters: Mapping[str, str], joint: str) -> str:
    """What the address has already wins; everything it says stays as it is written."""
    if address.startswith(UNSUBSCRIBE_URL):
        return address
    before, hash_, fragment = address.partition("#")
    # In HTML an & is written out, and the # of a numbered character is no fragment.
    if joint != "&" and before.endswith("&"):
        return address
    path, _, query = before.partition("?")
    there = {name for name, _ in parse_qsl(unescape(query), keep_blank_values=True)}
    added = [urlencode([(name, value)], quote_via=quote) for name, value in parameters.items() if name not in there]
    if not added:
        return address
    if query and not query.endswith(("&", joint)):
        query += joint
    more = joint.join(escape(one) if joint != "&" else one for one in added)
    return f"{path}?{query}{more}{hash_}{fragment}"
