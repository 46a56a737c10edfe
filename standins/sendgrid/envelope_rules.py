"""The published rules of personalizations: who gets the mail, and what is said of each of them."""

import json

from standins.sendgrid.complaints import (
    Complaint,
    Complaints,
    check_known,
    check_mailbox,
    check_text,
    wrong_type,
)
from standins.sendgrid.header_rules import check_headers
from standins.sendgrid.time_rules import check_send_at

RECIPIENT_LISTS = ("to", "cc", "bcc")
MOST_RECIPIENTS = 1000
MOST_PERSONALIZATIONS = 1000
MOST_BYTES = 10_000
"""of the custom arguments, and of the substitutions, of one personalization"""

_KNOWN = frozenset(
    {*RECIPIENT_LISTS, "from", "subject", "headers", "substitutions", "dynamic_template_data", "custom_args",
     "send_at"}
)  # fmt: skip


def check_envelopes(value: object, template: object, now: float) -> Complaints:
    """`personalizations`; `now` in unix seconds."""
    if not isinstance(value, list) or not value:
        yield Complaint(
            "The personalizations field is required and must have at least one personalization.",
            "personalizations",
        )
        return
    if len(value) > MOST_PERSONALIZATIONS:
        yield Complaint(
            f"The personalization block is limited to 1000 personalizations per API request. You have "
            f"provided {len(value)} personalizations. Please consider splitting this into multiple requests "
            "and resending your request.",
            "personalizations",
        )
        return
    for index, envelope in enumerate(value):
        yield from _check_envelope(envelope, template, f"personalizations.{index}", now)
    if sum(_recipients(envelope) for envelope in value) > MOST_RECIPIENTS:
        yield Complaint("There is a limit of 1000 total recipients (to + cc + bcc) per request.", "personalizations")


def _recipients(envelope: object) -> int:
    if not isinstance(envelope, dict):
        return 0
    lists = (envelope.get(name) for name in RECIPIENT_LISTS)
    return sum(len(found) for found in lists if isinstance(found, list))


def _check_envelope(envelope: object, template: object, field: str, now: float) -> Complaints:
    if not isinstance(envelope, dict):
        yield wrong_type("object", envelope, field)
        return
    yield from check_known(envelope, _KNOWN, field)
    yield from _check_recipients(envelope, field)
    if "from" in envelope:
        yield from check_mailbox(envelope["from"], f"{field}.from")
    if "subject" in envelope:
        yield from check_text(envelope["subject"], f"{field}.subject", least=1)
    if "headers" in envelope:
        yield from check_headers(envelope["headers"], f"{field}.headers")
    if "send_at" in envelope:
        yield from check_send_at(envelope["send_at"], f"{field}.send_at", now)
    yield from _check_values(envelope, template, field)


def _check_recipients(envelope: dict[str, object], field: str) -> Complaints:
    if not isinstance(envelope.get("to"), list) or not envelope["to"]:
        yield Complaint(
            "The to array is required for all personalization objects, and must have at least one email "
            "object with a valid email address.",
            f"{field}.to",
        )
    seen: set[str] = set()
    for name in RECIPIENT_LISTS:
        listed = envelope.get(name, [])
        if not isinstance(listed, list):
            yield wrong_type("array", listed, f"{field}.{name}")
            continue
        for index, mailbox in enumerate(listed):
            yield from check_mailbox(mailbox, f"{field}.{name}.{index}")
            yield from _check_unique(mailbox, name, field, seen)


def _check_unique(mailbox: object, name: str, field: str, seen: set[str]) -> Complaints:
    email = mailbox.get("email") if isinstance(mailbox, dict) else None
    if not isinstance(email, str):
        return
    if email.casefold() in seen:
        yield Complaint(
            "Each email address in the personalization block should be unique between to, cc, and bcc. We "
            f"found the first duplicate instance of [{email}] in the {field}.{name} field.",
            field,
        )
    seen.add(email.casefold())


def _check_values(envelope: dict[str, object], template: object, field: str) -> Complaints:
    dynamic = isinstance(template, str) and template.startswith("d-")
    for name in ("custom_args", "substitutions"):
        if name in envelope:
            yield from _check_bounded(envelope[name], f"{field}.{name}")
    if "substitutions" in envelope and dynamic:
        yield Complaint("Substitutions may not be used with dynamic templating", f"{field}.substitutions")
    if "dynamic_template_data" in envelope:
        data = envelope["dynamic_template_data"]
        if not isinstance(data, dict):
            yield wrong_type("object", data, f"{field}.dynamic_template_data")
        if not dynamic:
            yield Complaint(
                "dynamic_template_data needs a template_id that begins with d-",
                f"{field}.dynamic_template_data",
            )


def _check_bounded(value: object, field: str) -> Complaints:
    if not isinstance(value, dict):
        yield wrong_type("object", value, field)
        return
    for name, content in value.items():
        yield from check_text(content, f"{field}.{name}")
    if len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) > MOST_BYTES:
        yield Complaint(f"The total size of {field} may not exceed {MOST_BYTES:,} bytes.", field)
