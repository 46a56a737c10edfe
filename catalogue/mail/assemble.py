"""Makes a message's published templates out of the files that were written: blocks put in, MJML converted."""

from collections.abc import Iterator, Mapping

from catalogue.mail.convert import html_of
from catalogue.mail.flaws import FlawedMail
from catalogue.mail.naming import FileName, file_name, first_of, in_language
from catalogue.mail.places import filled, places
from engine.language.blocks import blocks_of
from engine.language.message import Body, Message

Files = Mapping[str, str]


def assemble(message: Message, bodies: Files, blocks: Files) -> tuple[Body, ...]:
    """One template for each channel, form and language, by name. Raises FlawedMail."""
    made = {body.name: body for body in _bodies(message, bodies, blocks)}
    return tuple(made[name] for name in sorted(made))


def _bodies(message: Message, bodies: Files, blocks: Files) -> Iterator[Body]:
    for text in bodies:
        name = file_name(text)
        if name is not None:
            yield _body(message, name, name.language, bodies, blocks)
    for name in _only_by_blocks(message, bodies, blocks):
        source = FileName(name.stem, message.languages[0], name.ending)
        yield _body(message, source, name.language, bodies, blocks)


def _body(message: Message, name: FileName, language: str | None, bodies: Files, blocks: Files) -> Body:
    source = with_blocks(message, bodies[str(name)], name.ending, language, blocks)
    try:
        text = html_of(source, language) if name.ending == "mjml" else source
    except FlawedMail as found:
        raise FlawedMail(found.flaw, found.piece, str(name)) from found
    ending = "html" if name.ending == "mjml" else name.ending
    return Body(name=str(FileName(name.stem, language, ending)), template=text)


def with_blocks(message: Message, source: str, ending: str, language: str | None, blocks: Files) -> str:
    """The text with every block in its place, in a language or the fall-back's; what is missing is left out."""
    there: dict[str, list[tuple[str, str]]] = {}
    for place in placed(message, source):
        for block in blocks_of(message.blocks[place]):
            found = first_of(in_language(block, ending, message.languages, language), blocks)
            if found is not None:
                there.setdefault(place, []).append((block, blocks[str(found)]))
    return filled(source, there) if "block" in source else source


def placed(message: Message, source: str) -> set[str]:
    """The message's places that stand in a body."""
    return {place.name for place in places(source)} & message.blocks.keys()


def _only_by_blocks(message: Message, bodies: Files, blocks: Files) -> Iterator[FileName]:
    """Languages that a body is not written in, but one of its blocks is."""
    for text, source in bodies.items():
        name = file_name(text)
        if name is None or not message.languages or name.language != message.languages[0]:
            continue
        named = {block for place in placed(message, source) for block in blocks_of(message.blocks[place])}
        for language in message.languages[1:]:
            own = any(str(FileName(block, language, name.ending)) in blocks for block in named)
            if own and str(FileName(name.stem, language, name.ending)) not in bodies:
                yield FileName(name.stem, language, name.ending)
