"""Makes the plain text of a mail out of its HTML."""

import re

from inscriptis import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.etree import Element, ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_LAYOUT = frozenset({"table", "tbody", "tr", "td", "th"})
_MANY_LINES = re.compile(r"\n{3,}")
_CONFIG = ParserConfig()
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def text_of(html: str) -> str:
    """What a reader sees, with the address of every link behind its words; empty for no HTML."""
    try:
        # As bytes: of a text that names an encoding in its first line, XHTML, lxml takes nothing else.
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except ParserError:  # nothing in it, or remarks alone
        return ""
    _strip(tree)
    for element in list(tree.iter("table")):
        if element.get("role") in ("presentation", "none"):
            _flatten(element)
    # Pictures first: what they say is what their links say.
    for element in [*tree.iter("img"), *tree.iter("a")]:
        _spell_out(element)
    lines = (line.strip() for line in Inscriptis(tree, _CONFIG).get_text().splitlines())
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip() + "\n"


def _strip(tree: HtmlElement) -> None:
    """What is hidden is not told, and reading every style would take most of the time."""
    for element in list(tree.iter("style", "script", "title")):
        element.drop_tree()
    for element in list(tree.iter(Element)):
        style = element.attrib.pop("style", "")
        if _HIDDEN.search(style) and element is not tree:
            element.drop_tree()


def _flatten(table: HtmlElement) -> None:
    """A table that only lays out would be told in columns."""
    below = [table]
    while below:
        element = below.pop()
        # A row is a paragraph: MJML makes one of every text and button.
        element.tag = "p" if element.tag == "tr" else "div"
        below += [child for child in element if child.tag in _LAYOUT and child.tag != "table"]


def _spell_out(element: HtmlElement) -> None:
    if element.tag == "img":
        element.tag, said = "span", element.get("alt") or ""
    else:
        said = _address(element)
    if said:
        children = list(element)
        if children:
            children[-1].tail = (children[-1].tail or "") + said
        else:
            element.text = (element.text or "") + said


def _address(link: HtmlElement) -> str:
    address = (link.get("href") or "").strip()
    words = " ".join(link.text_content().split())
    if not address.lower().startswith(("http://", "https://", "mailto:", "tel:")) or words == address:
        return ""
    bare = address.partition(":")[2] if not address.lower().startswith("http") else address
    return f" ({bare})" if words and words != bare else bare if not words else ""
