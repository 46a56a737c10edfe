"""Checks what mails are written in: MJML that is whole, of known tags, and that can be converted."""

from collections.abc import Iterable, Iterator

from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault
from catalogue.folder import BLOCKS
from catalogue.mail.flaws import Flaw, FlawedMail
from catalogue.mail.mjml_check import check_block, check_body, holders
from catalogue.mail.mjml_tags import HTML, INSIDE
from catalogue.mail.naming import FileName, file_name, first_of, in_language
from catalogue.mail.pieces import position
from catalogue.mail.places import BlockPlace, places
from engine.language.blocks import blocks_of


def check(definitions: Definitions) -> Iterable[Fault]:
    for content in definitions.messages.values():
        bodies = [name for name in map(file_name, content.bodies) if name and name.ending == "mjml"]
        # A block of the fall-back stands in several bodies.
        found = dict.fromkeys(fault for name in bodies for fault in _mail(content, name))
        yield from found
        if not found:
            yield from _converted(content)


def _mail(content: Content, name: FileName) -> Iterator[Fault]:
    source = content.bodies[str(name)]
    flaws = check_body(source)
    yield from (_fault(content, str(name), flaw) for flaw in flaws)
    if flaws:
        return
    there = [place for place in places(source) if place.name in content.model.blocks]
    for place, holder in zip(there, holders(source, [one.piece.start for one in there]), strict=True):
        if holder in ("mj-section", "mj-group") or (holder not in HTML and not INSIDE.get(holder)):
            line, column = position(source, place.piece.start)
            message = f"a block cannot stand in <{holder}>" if holder else "a block cannot stand outside of <mj-body>"
            fix = "put it between sections, or into a column"
            yield _fault(content, str(name), Flaw(line, column, message, fix))
        else:
            yield from _blocks(content, name, place, holder)


def _blocks(content: Content, body: FileName, place: BlockPlace, holder: str) -> Iterator[Fault]:
    """Each block that can come there, in any language, as what may stand at its place."""
    files = {
        str(found)
        for language in _shown_in(content, body)
        for block in blocks_of(content.model.blocks[place.name])
        if (found := first_of(in_language(block, "mjml", content.model.languages, language), content.blocks))
    }
    for file in sorted(files):
        for flaw in check_block(content.blocks[file], holder):
            yield _fault(content, f"{BLOCKS}/{file}", flaw)


def _shown_in(content: Content, body: FileName) -> tuple[str | None, ...]:
    """The languages of the customers that get this body: the fall-back's is also that of those which have none."""
    languages = content.model.languages
    if not languages or body.language != languages[0]:
        return (body.language,)
    return (languages[0], *(one for one in languages[1:] if str(body._replace(language=one)) not in content.bodies))


def _converted(content: Content) -> Iterator[Fault]:
    """What only the conversion finds, of the whole with its blocks."""
    try:
        content.part({})
    except FlawedMail as found:
        yield _lost(content, found) if found.piece else _fault(content, found.body, found.flaw)


def _lost(content: Content, found: FlawedMail) -> Fault:
    """At the place where the Liquid is written: in the body, or in one of its blocks."""
    files = {found.body: content.bodies[found.body]} | {
        f"{BLOCKS}/{name}": text for name, text in content.blocks.items()
    }
    for name, text in files.items():
        if found.piece in text:
            line, column = position(text, text.index(found.piece))
            return _fault(content, name, found.flaw._replace(line=line, column=column))
    return _fault(content, found.body, found.flaw)


def _fault(content: Content, file: str, flaw: Flaw) -> Fault:
    return content.body_fault(file, (flaw.line, flaw.column), flaw.message, flaw.fix)
