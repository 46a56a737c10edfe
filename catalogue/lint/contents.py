"""Checks what lies beside a message: the bodies its channels need, its subject, its folder."""

from collections.abc import Iterable, Iterator

from catalogue.bodies import bodies_for
from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault
from engine.language.terms import Channel


def check(definitions: Definitions) -> Iterable[Fault]:
    for content in definitions.messages.values():
        yield from _bodies(content)
        yield from _subject(content)
        yield from _folder(content)


def _bodies(content: Content) -> Iterator[Fault]:
    there = {body.name: body.template for body in content.bodies}
    wanted: set[str] = set()
    for index, channel in enumerate(content.model.channels):
        for name in bodies_for(channel):
            wanted.add(name)
            if name not in there:
                message = f"the channel {channel.value} needs {name}"
                yield content.fault(("channels", index), message, f"write {content.folder}/{name}")
            elif not there[name].strip():
                yield content.body_fault(name, (1, 1), "the body is empty", "write it, or remove the channel")
    for name in sorted(there.keys() - wanted):
        fix = f"remove it, or add its channel (bodies here: {', '.join(sorted(wanted))})"
        yield content.body_fault(name, (1, 1), "no channel of the message uses this file", fix).model_copy(
            update={"level": "warning"}
        )


def _subject(content: Content) -> Iterator[Fault]:
    by_email = Channel.EMAIL in content.model.channels
    if by_email and content.model.email is None:
        fix = 'add `email: { subject: "…" }`'
        yield content.fault(("email",), "an email needs a subject", fix)
    if content.model.email is not None and not by_email:
        fix = "remove `email`, or add email to the channels"
        yield content.fault(("email",), "the message does not go by email", fix)


def _folder(content: Content) -> Iterator[Fault]:
    name = content.folder.rpartition("/")[2]
    if name != content.model.message:
        message = f"the message {content.model.message!r} lies in a folder named {name!r}"
        yield content.fault(("message",), message, f"name the folder {content.model.message}")
