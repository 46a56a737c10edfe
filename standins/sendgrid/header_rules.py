"""The published rules of headers: which belong to SendGrid, and what a value may be."""

import re

from standins.sendgrid.complaints import Complaint, Complaints, check_text, wrong_type

RESERVED = frozenset(
    {"x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to",
     "from", "subject", "reply-to", "cc", "bcc"}
)  # fmt: skip

_NAME = re.compile(r"[!-9;-~]+")


def check_headers(value: object, field: str) -> Complaints:
    if not isinstance(value, dict):
        yield wrong_type("object", value, field)
        return
    for name, content in value.items():
        if name.lower() in RESERVED:
            yield Complaint(f"The header {name} is reserved and may not be set.", f"{field}.{name}")
        elif not _NAME.fullmatch(name):
            yield Complaint("A header's name must be printable ASCII.", f"{field}.{name}")
        yield from check_text(content, f"{field}.{name}")
        if isinstance(content, str) and not (content.isascii() and content.isprintable()):
            yield Complaint(
                "A header's value must be printable ASCII on one line; encode other characters.",
                f"{field}.{name}",
            )
