"""Checks what a message says of each channel: that it goes there, that its files are there, and what a text costs."""

import re
from collections.abc import Iterable, Iterator

from catalogue.bodies import named
from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault, Path, did_you_mean
from catalogue.lint.contents import worded
from catalogue.mail.attached import IMAGES, MEDIA_TYPES, ending
from catalogue.mail.pieces import position
from engine.language.parts import MOST_PER_MESSAGE
from engine.language.terms import Channel
from engine.segments import segments

MOST_SEGMENTS = 3
"""of a text, without what its variables add"""

_OTHERS = (Channel.SMS, Channel.PUSH, Channel.CALL, Channel.ADVISER, Channel.STORE, Channel.MAIL)
_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_INSIDE = re.compile(r"""\bcid:([^\s"'<>)]+)""", re.IGNORECASE)


def check(definitions: Definitions) -> Iterable[Fault]:
    for content in definitions.messages.values():
        yield from _channels(content)
        yield from _push(content)
        yield from _files(content)
        yield from _images(content)
        yield from _unnamed(content)
        yield from _long_texts(content)


def _channels(content: Content) -> Iterator[Fault]:
    for channel in _OTHERS:
        if getattr(content.model, channel.value) is not None and channel not in content.model.channels:
            message = f"the message does not go by {channel.value}"
            yield content.fault((channel.value,), message, f"remove it, or add {channel.value} to the channels")


def _push(content: Content) -> Iterator[Fault]:
    push = content.model.push
    if push is not None:
        yield from worded(content, ("push", "title"), push.title)
        yield from worded(content, ("push", "url"), push.url)
    elif Channel.PUSH in content.model.channels:
        yield content.fault(("push",), "a push message needs a title", 'add `push: { title: "…" }`')


def _files(content: Content) -> Iterator[Fault]:
    email = content.model.email
    if email is None:
        return
    for index, one in enumerate(email.attachments):
        yield from _file(content, ("email", "attachments", index), one.file, frozenset(MEDIA_TYPES))
    for name, file in email.images.items():
        yield from _file(content, ("email", "images", name), file, IMAGES)
    size = sum(len(content.files[name]) for name in email.files() if name in content.files)
    if size > MOST_PER_MESSAGE:
        told = f"the files of the message have over {MOST_PER_MESSAGE // 1024:,} kB together"
        yield content.fault(("email", "attachments"), told, "make them smaller, or put them on a page and link to it")


def _file(content: Content, path: Path, file: str, endings: frozenset[str]) -> Iterator[Fault]:
    if ending(file) not in endings:
        fix = f"use one of {', '.join(sorted(endings))}, or put it on a page and link to it"
        yield content.fault(path, f"a file {file!r} cannot go with a mail: its ending says no kind that may", fix)
    elif file not in content.files:
        fix = did_you_mean(file, _kept(content), f"put it beside {content.source.file}")
        yield content.fault(path, f"there is no file {file!r} beside the message", fix)
    elif not content.files[file]:
        yield content.fault(path, f"the file {file!r} is empty", "save it again")


def _images(content: Content) -> Iterator[Fault]:
    """Both ways: what a body shows is there, and what is there is shown."""
    known = content.model.email.images if content.model.email is not None else {}
    shown: set[str] = set()
    files = {**content.bodies, **{f"blocks/{name}": text for name, text in content.blocks.items()}}
    for name, text in files.items():
        for found in () if name.endswith(".txt") else _INSIDE.finditer(text):
            shown.add(found[1])
            if found[1] not in known:
                fix = did_you_mean(found[1], known, f"name it: `email: {{ images: {{ {found[1]}: … }} }}`")
                at = position(text, found.start())
                yield content.body_fault(name, at, f"there is no image {found[1]!r} in the message", fix)
    for name in known:
        if name not in shown:
            fix = f'show it with src="cid:{name}", or remove it'
            yield content.fault(("email", "images", name), f"no body shows the image {name!r}", fix, "warning")


def _unnamed(content: Content) -> Iterator[Fault]:
    named_files = content.model.email.files() if content.model.email is not None else ()
    for name in sorted(_kept(content) - set(named_files)):
        fix = "name it under `email.attachments` or `email.images`, or remove it"
        fault = content.body_fault(name, (1, 1), "the message does not use this file", fix)
        yield fault.model_copy(update={"level": "warning"})


def _kept(content: Content) -> frozenset[str]:
    return frozenset(name for name in content.beside if ending(name) in MEDIA_TYPES)


def _long_texts(content: Content) -> Iterator[Fault]:
    if Channel.SMS not in content.model.channels:
        return
    for language in content.model.languages or (None,):
        name = named("sms.txt", language)
        counted = segments(_LIQUID.sub("", content.bodies.get(name, "")).strip())
        if counted.number > MOST_SEGMENTS:
            message = f"{counted.number} segments ({counted.alphabet}) without what the variables add: each is paid for"
            fix = f"make it shorter: {MOST_SEGMENTS} segments are 459 characters"
            if counted.because:
                fix = f"write it without {counted.because!r} and the like, which phones' alphabet lacks, or shorter"
            yield content.body_fault(name, (1, 1), message, fix).model_copy(update={"level": "warning"})
