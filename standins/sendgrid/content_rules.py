"""The published rules of what a mail says: subject, bodies, attachments."""

import base64
import binascii

from standins.sendgrid.complaints import Complaint, Complaints, check_known, check_text, wrong_type

_ATTACHMENT = frozenset({"content", "type", "filename", "disposition", "content_id"})


def check_subject(payload: dict[str, object]) -> Complaints:
    if "subject" in payload:
        yield from check_text(payload["subject"], "subject", least=1)
    elif "template_id" not in payload and not _every_envelope_has_one(payload.get("personalizations")):
        yield Complaint(
            "The subject is required. You can get around this requirement if you use a template with a "
            "subject defined or if every personalization has a subject defined.",
            "subject",
        )


def _every_envelope_has_one(envelopes: object) -> bool:
    if not isinstance(envelopes, list):
        return False
    return all(isinstance(envelope, dict) and envelope.get("subject") for envelope in envelopes)


def check_content(payload: dict[str, object]) -> Complaints:
    content = payload.get("content")
    if content is None and "template_id" in payload:
        return
    if not isinstance(content, list) or not content:
        yield Complaint(
            "Unless a valid template_id is provided, the content parameter is required. There must be at "
            "least one defined content block. We typically suggest both text/plain and text/html blocks are "
            "included, but only one block is required.",
            "content",
        )
        return
    for index, block in enumerate(content):
        yield from _check_block(block, f"content.{index}")
    yield from _check_order([block.get("type") for block in content if isinstance(block, dict)])


def _check_block(block: object, field: str) -> Complaints:
    if not isinstance(block, dict):
        yield wrong_type("object", block, field)
        return
    yield from check_known(block, frozenset({"type", "value"}), field)
    yield from check_text(block.get("type"), f"{field}.type", least=1)
    value = block.get("value")
    if not isinstance(value, str) or not value:
        yield Complaint("The content value must be a string at least one character in length.", f"{field}.value")


def _check_order(types: list[object]) -> Complaints:
    known = [kind for kind in ("text/plain", "text/html") if kind in types]
    if types[: len(known)] != known:
        yield Complaint(
            "If present, text/plain must be first, followed by text/html, followed by any other content.",
            "content",
        )


def check_attachments(value: object) -> Complaints:
    if not isinstance(value, list):
        yield wrong_type("array", value, "attachments")
        return
    for index, attachment in enumerate(value):
        yield from _check_attachment(attachment, f"attachments.{index}")


def _check_attachment(attachment: object, field: str) -> Complaints:
    if not isinstance(attachment, dict):
        yield wrong_type("object", attachment, field)
        return
    yield from check_known(attachment, _ATTACHMENT, field)
    yield from check_text(attachment.get("content"), f"{field}.content", least=1)
    yield from check_text(attachment.get("filename"), f"{field}.filename", least=1)
    for name in ("type", "content_id"):
        if name in attachment:
            yield from check_text(attachment[name], f"{field}.{name}", least=1)
        if any(letter in str(attachment.get(name, "")) for letter in ";\r\n"):
            yield Complaint(f"The {name} may not contain ; or a line break.", f"{field}.{name}")
    if attachment.get("disposition") == "inline" and not attachment.get("content_id"):
        yield Complaint("An inline attachment needs a content_id.", f"{field}.content_id")
    if attachment.get("disposition", "attachment") not in ("inline", "attachment"):
        yield Complaint(
            "The disposition of your attachment can be either inline or attachment.", f"{field}.disposition"
        )
    if not _is_base64(attachment.get("content")):
        yield Complaint("The attachment content must be base64 encoded.", f"{field}.content")


def _is_base64(content: object) -> bool:
    try:
        return isinstance(content, str) and base64.b64decode(content, validate=True) is not None
    except (binascii.Error, ValueError):
        return False
