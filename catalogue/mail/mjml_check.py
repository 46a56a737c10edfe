"""Finds what is wrong with MJML, before the converter passes over it or says less."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType, errors

from catalogue.faults import did_you_mean
from catalogue.mail.flaws import Flaw
from catalogue.mail.mjml_tags import HTML, INSIDE, KNOWN, REPLACED, REQUIRED, SECTIONS, STYLED, TEXT, WITHOUT_LIQUID
from catalogue.mail.pieces import Piece, loose, masked, pieces, position

_ROOT = "mjml"
_VOID = re.compile(r"<(?:area|br|col|hr|img|input|wbr)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?!#?\w+;)")
_MISMATCH = errors.codes[errors.XML_ERROR_TAG_MISMATCH]
_UNCLOSED = (errors.codes[errors.XML_ERROR_NO_ELEMENTS], errors.codes[errors.XML_ERROR_UNCLOSED_TOKEN])


def check_body(source: str) -> list[Flaw]:
    """A whole mail: `<mjml>` with a body."""
    reading = _Reading(source, _ROOT, "")
    if not source.lstrip().startswith(("<mjml", "<!--", "<?xml")):
        return [Flaw(1, 1, "this is not MJML: it does not begin with <mjml>", "put everything into <mjml>")]
    found = reading.flaws()
    if not found and not (reading.seen & SECTIONS or any(piece.tag == "block" for piece in pieces(source))):
        fix = "write <mj-body> with sections inside <mjml>"
        found.append(Flaw(1, 1, "nothing stands in <mj-body>: the mail would be empty", fix))
    return found


def check_block(source: str, inside: str) -> list[Flaw]:
    """A block, as what may stand inside a tag (where its place is)."""
    return _Reading(source, inside, inside).flaws()


def holders(source: str, indexes: Iterable[int]) -> list[str]:
    """The tag that directly holds each index of a text without flaws; empty outside all of them."""
    reading = _Reading(source, _ROOT, "")
    reading.flaws()
    return [reading.holder(index).name for index in indexes]


@dataclass(frozen=True)
class _Open:
    """A tag that is not closed yet."""

    name: str
    line: int


_NOTHING = _Open("", 0)


@dataclass
class _Reading:
    """One reading of one file; a block is read inside the tag where it will stand."""

    source: str
    root: str
    around: str
    seen: set[str] = field(default_factory=set)
    found: list[Flaw] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    spans: list[tuple[int, _Open]] = field(default_factory=list)
    """up to which index an element directly holds what follows the span before"""

    def flaws(self) -> list[Flaw]:
        text = masked(self.source)
        inside_tags = list(_in_tags(self.source))
        if inside_tags:
            return inside_tags
        for pattern in (_VOID, _AMPERSAND):
            text = pattern.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), text)
        self._parse(text)
        if not self.found:
            self.found.extend(self._crossing())
        return self.found

    def _parse(self, text: str) -> None:
        parser = ParserCreate()
        parser.UseForeignDTD(True)  # without it no entity of HTML would be known
        parser.SkippedEntityHandler = lambda name, _: self._entity(name, parser)
        parser.StartElementHandler = lambda name, attributes: self._start(name, attributes, parser)
        parser.CharacterDataHandler = lambda text: self._words(text, parser)
        parser.StartDoctypeDeclHandler = lambda *_: self._doctype(parser)
        parser.EndElementHandler = lambda _: self._end(parser)
        head, tail = (f"<{self.around}>", f"</{self.around}>") if self.around else ("", "")
        self._before = len(head.encode())
        self._text = text.encode()
        try:
            parser.Parse(head.encode() + self._text + tail.encode(), True)
        except ExpatError as error:
            self.found.append(self._broken(error))

    def _start(self, name: str, attributes: Mapping[str, str], parser: XMLParserType) -> None:
        index = parser.CurrentByteIndex - self._before
        line, column = self._place(index)
        self._hold(index)
        if self.stack or not self.around:
            self.found.extend(self._wrong(name, line, column))
            of_defaults = bool(self.stack) and self.stack[-1].name == "mj-attributes"
            if name in REQUIRED and REQUIRED[name] not in attributes and not of_defaults:
                needed = REQUIRED[name]
                self.found.append(Flaw(line, column, f"<{name}> has no {needed}", f'write {needed}="…"'))
        self.seen.add(name)
        self.stack.append(_Open(name, line))

    def _end(self, parser: XMLParserType) -> None:
        self._hold(parser.CurrentByteIndex - self._before)
        self.stack.pop()

    def _hold(self, index: int) -> None:
        """What lies between the last tag and this one is held by the element that is open now."""
        self.spans.append((self._index(index), self.stack[-1] if self.stack else _NOTHING))

    def _wrong(self, name: str, line: int, column: int) -> Iterator[Flaw]:
        parent = self.stack[-1].name if self.stack else ""
        if any(one.name in HTML for one in self.stack) and not name.startswith("mj"):
            return
        if name in REPLACED:
            yield Flaw(line, column, f"<{name}> is not taken", REPLACED[name])
        elif parent == "mj-attributes":
            if name not in STYLED:
                fix = did_you_mean(name, STYLED, "name a tag of MJML, mj-all or mj-class")
                yield Flaw(line, column, f"there is no tag <{name}>", fix)
        elif name not in KNOWN:
            fix = did_you_mean(name, KNOWN, "HTML stands in mj-text or mj-raw")
            yield Flaw(line, column, f"MJML has no tag <{name}>", _no_list(fix))
        elif not parent:
            return
        elif name not in INSIDE.get(parent, frozenset()):
            yield Flaw(line, column, f"<{name}> cannot stand in <{parent}>", _where(name))

    def _words(self, text: str, parser: XMLParserType) -> None:
        """Words outside of a text would be shown at the edge of a table."""
        holder = self.stack[-1].name if self.stack else self.root
        if not text.strip() or holder not in KNOWN or any(one.name in HTML | TEXT for one in self.stack):
            return
        index = self._index(parser.CurrentByteIndex - self._before)
        start = next((at for at in range(index, len(self.source)) if not self.source[at].isspace()), index)
        line, column = position(self.source, start)
        self.found.append(Flaw(line, column, f"words stand in <{holder}>", "put them into <mj-text>"))

    def _doctype(self, parser: XMLParserType) -> None:
        line, column = self._place(parser.CurrentByteIndex - self._before)
        self.found.append(Flaw(line, column, "a document type is not taken", "remove it: begin with <mjml>"))

    def _entity(self, name: str, parser: XMLParserType) -> None:
        if f"{name};" not in html5:
            line, column = self._place(parser.CurrentByteIndex - self._before)
            self.found.append(Flaw(line, column, f"HTML has no character &{name};", "write &amp; for an &"))

    def _broken(self, error: ExpatError) -> Flaw:
        line, column = error.lineno, error.offset + 1
        if line == 1:
            column -= self._before
        open_tag = self.stack[-1] if self.stack else None
        if open_tag and (error.code == _MISMATCH or error.code in _UNCLOSED):
            if open_tag.name == self.around and len(self.stack) == 1:
                return Flaw(line, max(column, 1), "a tag is closed here that was not opened", "remove it, or open it")
            message = f"<{open_tag.name}> of line {open_tag.line} is not closed before here"
            return Flaw(line, max(column, 1), message, f"write </{open_tag.name}> where it ends")
        fix = "write &lt; for a < in the text, quotes round every attribute, and close every tag"
        return Flaw(line, max(column, 1), f"this is not well-formed MJML: {errors_text(error)}", fix)

    def _crossing(self) -> Iterator[Flaw]:
        """`{% if %}` in one tag and `{% endif %}` in another would leave half of a table."""
        opened: list[tuple[Piece, _Open]] = []
        for piece in pieces(self.source):
            holder = self.holder(piece.start)
            if holder.name in WITHOUT_LIQUID:
                line, column = position(self.source, piece.start)
                message = f"Liquid cannot stand directly in <{holder.name}>"
                yield Flaw(line, column, message, "put it round the whole tag, or into a text or a value in it")
            elif piece.opens:
                opened.append((piece, holder))
            elif opened and (piece.tag in ("else", "elsif", "when") or piece.closes):
                first, where = opened.pop() if piece.closes else opened[-1]
                if holder is not where:
                    line, column = position(self.source, piece.start)
                    began = position(self.source, first.start)[0]
                    message = f"{{% {piece.tag} %}} stands in another tag than its {{% {first.tag} %}} of line {began}"
                    yield Flaw(line, column, message, "open and close it in the same tag, round whole tags")

    def holder(self, index: int) -> "_Open":
        return next((holder for end, holder in self.spans if index < end), _NOTHING)

    def _place(self, index: int) -> tuple[int, int]:
        return position(self.source, self._index(index))

    def _index(self, index: int) -> int:
        """In the text; the parser counts bytes."""
        return len(self._text[: max(index, 0)].decode())


def _in_tags(source: str) -> Iterator[Flaw]:
    """Liquid that makes attributes instead of filling one."""
    for piece in loose(source):
        line, column = position(source, piece.start)
        message = f"{piece.text} stands inside a tag, but not in the value of an attribute"
        yield Flaw(line, column, message, 'write it inside the quotes: name="{{ … }}"')


def _where(name: str) -> str:
    places = sorted(tag for tag, inside in INSIDE.items() if name in inside)
    return f"put it into {' or '.join(f'<{place}>' for place in places)}" if places else "put it outside"


def _no_list(fix: str) -> str:
    """Without the list of all the tags there are."""
    return fix.partition("; there is: ")[0]


def errors_text(error: ExpatError) -> str:
    return str(error).partition(":")[0]
