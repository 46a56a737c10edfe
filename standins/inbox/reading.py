"""Reads a message's HTML for what the list and the page tell of it: how it begins, its links, what it would load."""

from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

MOST_READ = 200_000
"""characters; mails beyond it are clipped by the clients too"""

SNIPPET = 160
_AT_ONCE = 4096
_UNSEEN = frozenset({"head", "style", "script", "title", "template", "noscript"})
# What fills up a preheader, so that the body's first words do not follow it in the list.
_PADDING = dict.fromkeys(map(ord, "\u00ad\u034f\u200b\u200c\u200d\u2007\u2060\ufeff"))
_LOADING = {"img": "src", "link": "href", "video": "src", "audio": "src", "source": "src", "iframe": "src"}


@dataclass(frozen=True)
class Link:
    """Its visible words and where it leads."""

    words: str
    target: str


class Reading(HTMLParser):
    """One pass over the markup; `loads` counts images, fonts and the like that live elsewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.loads = 0
        self._unseen = 0
        self._words: list[str] = []
        self._leading: tuple[str, list[str]] | None = None

    @property
    def words(self) -> str:
        return _plain("".join(self._words))

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """As in browsers, `<![…` is a comment up to the next `>`; the base class raises at unknown words."""
        return self.rawdata.find(">", i) + 1 or -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "body":
            self._unseen = 0
        elif tag == "a" and given.get("href"):
            self._finish_link()
            self._leading = (given["href"] or "", [])
        elif tag == "img" and self._leading and given.get("alt"):
            self._leading[1].append(given["alt"] or "")
        if (given.get(_LOADING.get(tag, "")) or "").lower().startswith(("http:", "https:", "//")):
            self.loads += 1
        self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag == "a":
            self._finish_link()
        self._words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._words.append(data)
            if self._leading:
                self._leading[1].append(data)

    def _finish_link(self) -> None:
        if self._leading:
            target, words = self._leading
            self.links.append(Link(_plain("".join(words)), target))
            self._leading = None


def read(html: str) -> Reading:
    reading = Reading()
    reading.feed(html[:MOST_READ])
    return reading


@lru_cache(maxsize=2048)
def snippet(html: str, text: str) -> str:
    """How the message begins, as a client's list shows it: the preheader comes first in the markup."""
    if not html:
        return _plain(text[: 4 * SNIPPET])[:SNIPPET]
    reading = Reading()
    for start in range(0, min(len(html), MOST_READ), _AT_ONCE):
        reading.feed(html[start : start + _AT_ONCE])
        if len(reading.words) > SNIPPET:
            break
    return reading.words[:SNIPPET]


def _plain(text: str) -> str:
    return " ".join(text.translate(_PADDING).split())
