"""Puts tracking parameters on the links of a mail, as it is about to go out, and finds links that are scripts."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import parse_qsl, quote, urlencode

from engine.contracts.unsubscribing import LINKS

_HREF = re.compile(
    # Attributes before it as wholes: in their values `>` and `href=` are words.
    r"""(?P<before><(?:a|area|v:\w+)(?=\s)(?:[^<>"']|"[^"]*"|'[^']*')*?\shref\s*=\s*)"""
    r"""(?:"\s*(?P<double>https?://[^"]*)"|'\s*(?P<single>https?://[^']*)'|(?P<bare>https?://[^\s"'<>`]+))""",
    re.IGNORECASE,
)
# `&#39;` is an apostrophe as HTML writes it, and no fragment.
_FRAGMENT = re.compile(r"(?<!&)#.*", re.DOTALL)
_PLAIN = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BEHIND = frozenset("'.,;:!?]}")

_ADDRESS = re.compile(
    r"""\s(?:xlink:)?(?:href|src|action|formaction)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'<>]+))""",
    re.IGNORECASE,
)
_SKIPPED = re.compile(r"[\x00-\x20]")
"""what browsers pass over in an address"""
_OWN = tuple(LINKS.values())
"""signed, and nobody's campaign"""
_SCRIPTS = ("javascript:", "vbscript:")


def scripts(html: str) -> Iterator[int]:
    """Where addresses stand that would run something: escaping a value does not keep it from being one."""
    for found in _ADDRESS.finditer(html):
        address = unescape(found["double"] or found["single"] or found["bare"] or "")
        if _SKIPPED.sub("", address).lower().startswith(_SCRIPTS):
            yield found.start() + 1


def track_html(html: str, parameters: Mapping[str, str]) -> str:
    """On every `href` that leads to the web."""
    return _HREF.sub(lambda found: _tracked(found, parameters), html) if parameters else html


def track_text(text: str, parameters: Mapping[str, str]) -> str:
    """On every address that stands in the text."""
    return _PLAIN.sub(lambda found: _in_text(found[0], parameters), text) if parameters else text


def _in_text(address: str, parameters: Mapping[str, str]) -> str:
    """Without the punctuation behind it; a bracket that was opened before it is not its own."""
    bare = address
    while bare[-1] in _BEHIND or (bare[-1] == ")" and bare.count(")") > bare.count("(")):
        bare = bare[:-1]
    return _with(bare, parameters, "&") + address[len(bare) :]


def _tracked(found: re.Match[str], parameters: Mapping[str, str]) -> str:
    quote_mark = "'" if found["single"] else '"'
    address = _with((found["double"] or found["single"] or found["bare"]).rstrip(), parameters, "&amp;")
    return f"{found['before']}{quote_mark}{address}{quote_mark}"


def _with(address: str, parameters: Mapping[str, str], joint: str) -> str:
    """What the address has already wins; everything it says stays as it is written."""
    if address.startswith(_OWN):
        return address
    fragment = _FRAGMENT.search(address)
    rest, end = (address[: fragment.start()], fragment[0]) if fragment else (address, "")
    path, _, query = rest.partition("?")
    there = {name for name, _ in parse_qsl(unescape(query) if joint != "&" else query, keep_blank_values=True)}
    added = [urlencode([(name, value)], quote_via=quote) for name, value in parameters.items() if name not in there]
    if not added:
        return address
    if query and not query.endswith(("&", "&amp;")):
        query += joint
    return f"{path}?{query}{joint.join(added)}{end}"
