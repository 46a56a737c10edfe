"""The files that go with a mail: how they are published, and as what they are sent."""

import base64
from collections.abc import Iterator, Mapping

from engine.contracts.parcel import Attachment
from engine.language.message import Message, MessagePart
from engine.language.parts import PublishedFile

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
}
"""By the ending of the name: what mail filters let through and mail programs open."""

IMAGES = frozenset({"png", "jpg", "jpeg", "gif"})
"""Endings of what every mail program shows inside a mail."""


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def published_files(message: Message, files: Mapping[str, bytes]) -> tuple[PublishedFile, ...]:
    """Those that the message names; what is missing or has no media type is left out: lint says so."""
    named = message.email.files() if message.email is not None else ()
    return tuple(
        PublishedFile(name=name, media_type=MEDIA_TYPES[ending(name)], content=base64.b64encode(files[name]).decode())
        for name in named
        if name in files and ending(name) in MEDIA_TYPES
    )


def attachments(part: MessagePart) -> tuple[Attachment, ...]:
    """What is attached, then the images inside, each in the order in which it is written."""
    files = {one.name: one for one in part.files}
    return tuple(
        Attachment(name=shown, media_type=files[file].media_type, content=files[file].content, content_id=content_id)
        for file, shown, content_id in _named(part.definition)
        if file in files
    )


def _named(message: Message) -> Iterator[tuple[str, str, str | None]]:
    if message.email is None:
        return
    yield from ((one.file, one.name or one.file, None) for one in message.email.attachments)
    yield from ((file, file, name) for name, file in message.email.images.items())
