"""Checks what lies beside a message: the bodies its channels and languages need, its subject, its folder."""

from collections.abc import Iterable, Iterator, Mapping

from catalogue.bodies import bodies_for, taken_by
from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault, Path, did_you_mean
from catalogue.mail.naming import FileName, file_name
from engine.language.terms import Channel


def check(definitions: Definitions) -> Iterable[Fault]:
    for content in definitions.messages.values():
        yield from _needed(content)
        yield from _unused(content)
        yield from _empty(content)
        yield from _subject(content)
        yield from _languages(content, definitions)
        yield from _folder(content)


def sources(body: str, language: str | None) -> tuple[str, ...]:
    """The files that a body can be written in: that of a mail in MJML or in HTML."""
    stem, _, ending = body.rpartition(".")
    endings = ("mjml", "html") if body == "email.html" else (ending,)
    return tuple(str(FileName(stem, language, one)) for one in endings)


def _needed(content: Content) -> Iterator[Fault]:
    """In the fall-back language; the others may lack a file."""
    language = next(iter(content.model.languages), None)
    for index, channel in enumerate(content.model.channels):
        for body in bodies_for(channel):
            names = sources(body, language)
            if not any(name in content.bodies for name in names):
                message = f"the channel {channel.value} needs {' or '.join(names)}"
                plain = next((name for name in sources(body, None) if name in content.bodies), None)
                fix = f"rename {plain} to {names[0]}" if plain and language else f"write {_path(content, names[0])}"
                yield content.fault(("channels", index), message, fix)


def _unused(content: Content) -> Iterator[Fault]:
    languages = content.model.languages or (None,)
    wanted = [body for channel in content.model.channels for body in taken_by(channel)]
    taken = [name for language in languages for body in wanted for name in sources(body, language)]
    for name in content.bodies:
        if name not in taken:
            fix = f"remove it, or add its channel (bodies here: {', '.join(sorted(set(taken)))})"
            told, more = "no channel of the message uses this file", None
            parts = file_name(name)
            if parts and parts.language and str(parts._replace(language=None)) in _plain(wanted):
                told, more = f"the message has no language {parts.language!r}", parts.language
                fix = did_you_mean(more, content.model.languages, "add it to `languages`, or remove the file")
            yield content.body_fault(name, (1, 1), told, fix).model_copy(update={"level": "warning"})
    for language in languages:
        mjml, html = sources("email.html", language)
        if mjml in content.bodies and html in content.bodies:
            yield content.body_fault(html, (1, 1), f"{mjml} would be written over it", "keep one of the two")


def _plain(bodies: Iterable[str]) -> set[str]:
    return {name for body in bodies for name in sources(body, None)}


def _empty(content: Content) -> Iterator[Fault]:
    for name, text in content.bodies.items():
        if not text.strip():
            yield content.body_fault(name, (1, 1), "the body is empty", "write it, or remove the channel")


def _subject(content: Content) -> Iterator[Fault]:
    by_email = Channel.EMAIL in content.model.channels
    if by_email and content.model.email is None:
        fix = 'add `email: { subject: "…" }`'
        yield content.fault(("email",), "an email needs a subject", fix)
    if content.model.email is not None and not by_email:
        fix = "remove `email`, or add email to the channels"
        yield content.fault(("email",), "the message does not go by email", fix)
    if content.model.email is not None:
        yield from worded(content, ("email", "subject"), content.model.email.subject)
        yield from worded(content, ("email", "preheader"), content.model.email.preheader)


def worded(content: Content, path: Path, written: str | Mapping[str, str]) -> Iterator[Fault]:
    """Words for each language: no others, and always the fall-back's."""
    if isinstance(written, str):
        return
    languages = content.model.languages
    for language in written:
        if language not in languages:
            fix = did_you_mean(language, languages, "add `languages: [en, …]` to the message")
            yield content.fault((*path, language), f"the message has no language {language!r}", fix)
    if languages and languages[0] not in written:
        message = f"nothing is written in {languages[0]!r}, the language of everybody who has no other"
        yield content.fault(path, message, f"add `{languages[0]}:`")


def _languages(content: Content, definitions: Definitions) -> Iterator[Fault]:
    languages = content.model.languages
    for index, language in enumerate(languages):
        if language in languages[:index]:
            yield content.fault(("languages", index), f"{language!r} stands twice", "remove one of them")
    if len(languages) > 1 and "language" not in definitions.schema.model.customer:
        message = "nobody would get another language than the first: it is chosen by customer.language"
        yield content.fault(("languages",), message, "add `language: text` to schema.yaml under customer")


def _folder(content: Content) -> Iterator[Fault]:
    name = content.folder.rpartition("/")[2]
    if name != content.model.message:
        message = f"the message {content.model.message!r} lies in a folder named {name!r}"
        yield content.fault(("message",), message, f"name the folder {content.model.message}")


def _path(content: Content, name: str) -> str:
    return f"{content.folder}/{name}" if content.folder else name
