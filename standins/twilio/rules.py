"""The published rules of what a message may be, each with its error."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from standins.twilio.complaints import Complaint

MOST_CHARACTERS = 1600
LONGEST_VALIDITY = 36_000

_KNOWN = frozenset(
    {"To", "From", "MessagingServiceSid", "Body", "MediaUrl", "ContentSid", "ContentVariables", "StatusCallback",
     "ValidityPeriod", "SmartEncoded", "ShortenUrls", "ScheduleType", "SendAt", "RiskCheck", "TrafficType",
     "ContentRetention", "AddressRetention", "MaxPrice", "ProvideFeedback", "Attempt", "ForceDelivery",
     "PersistentAction", "SendAsMms", "ApplicationSid"}
)  # fmt: skip
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SHORT_CODE_OR_NAME = re.compile(r"\d{3,8}|[A-Za-z0-9 &_+-]{1,11}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")

MAGIC: Mapping[str, Complaint] = {
    "+15005550001": Complaint(21211, "The 'To' number +15005550001 is not a valid phone number."),
    "+15005550002": Complaint(21612, "The 'To' phone number +15005550002 is not currently reachable via SMS."),
    "+15005550003": Complaint(21408, "Permission to send an SMS has not been enabled for the region."),
    "+15005550004": Complaint(21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": Complaint(21614, "'To' number is not a valid mobile number"),
}
"""The numbers that Twilio publishes for tests."""


def complaint(form: Mapping[str, str]) -> Complaint | None:
    """The first thing that is wrong with it: Twilio tells one."""
    return next(_check(form), None)


def _check(form: Mapping[str, str]) -> Iterator[Complaint]:
    # Twilio passes over what it does not know; told here, so that a typo shows.
    for name in sorted(set(form) - _KNOWN):
        yield Complaint(20001, f"The parameter {name} is not known")
    yield from _check_recipient(form.get("To", ""))
    yield from _check_sender(form)
    yield from _check_body(form)
    yield from _check_call_back(form.get("StatusCallback"))
    yield from _check_validity(form.get("ValidityPeriod"))


def _check_recipient(to: str) -> Iterator[Complaint]:
    if not to:
        yield Complaint(21604, "A 'To' phone number is required.")
    elif not _E164.fullmatch(to):
        yield Complaint(21211, f"The 'To' number {to} is not a valid phone number.")
    elif to in MAGIC:
        yield MAGIC[to]


def _check_sender(form: Mapping[str, str]) -> Iterator[Complaint]:
    service, sender = form.get("MessagingServiceSid"), form.get("From")
    if service and not _SERVICE.fullmatch(service):
        yield Complaint(21701, "The Messaging Service does not exist")
    if sender and not (_E164.fullmatch(sender) or _SHORT_CODE_OR_NAME.fullmatch(sender)):
        yield Complaint(21212, f"Invalid From Number (caller ID): {sender}")
    if not service and not sender:
        yield Complaint(21603, "A 'From' phone number is required.")


def _check_body(form: Mapping[str, str]) -> Iterator[Complaint]:
    body = form.get("Body", "")
    if not any(form.get(name) for name in ("Body", "MediaUrl", "ContentSid")):
        yield Complaint(21602, "Message body is required.")
    if len(body) > MOST_CHARACTERS:
        yield Complaint(21617, f"The concatenated message body exceeds the {MOST_CHARACTERS} character limit")


def _check_call_back(address: str | None) -> Iterator[Complaint]:
    if address is None:
        return
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield Complaint(21609, f"The 'StatusCallback' URL {address} is not a valid URL.")


def _check_validity(written: str | None) -> Iterator[Complaint]:
    if written is None:
        return
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= LONGEST_VALIDITY):
        yield Complaint(20001, f"ValidityPeriod {written} is not a number from 1 to {LONGEST_VALIDITY}")
