"""What a request got wrong, in the published shape, and the checks of single values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_HELP = "https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors"

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{1,63}")
_TYPES = {
    bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object",
    type(None): "null",
}  # fmt: skip


@dataclass(frozen=True)
class Complaint:
    """One entry of `errors`; the field is a path such as `personalizations.0.to.0.email`."""

    message: str
    field: str | None = None

    def entry(self) -> dict[str, str | None]:
        return {"message": self.message, "field": self.field, "help": _HELP if self.field else None}


Complaints = Iterator[Complaint]


def wrong_type(expected: str, value: object, field: str) -> Complaint:
    return Complaint(f"Invalid type. Expected: {expected}, given: {_TYPES[type(value)]}.", field)


def check_text(value: object, field: str, least: int = 0, most: int | None = None) -> Complaints:
    """`least` and `most` in characters."""
    if not isinstance(value, str):
        yield wrong_type("string", value, field)
    elif len(value) < least:
        yield Complaint(f"{field} must be a string at least {_characters(least)} in length.", field)
    elif most is not None and len(value) > most:
        yield Complaint(f"{field} must be a string at most {_characters(most)} in length.", field)


def _characters(count: int) -> str:
    return "one character" if count == 1 else f"{count} characters"


def check_integer(value: object, field: str) -> Complaints:
    if not isinstance(value, int) or isinstance(value, bool):
        yield wrong_type("integer", value, field)


def check_flag(value: object, field: str) -> Complaints:
    if not isinstance(value, bool):
        yield wrong_type("boolean", value, field)


def check_known(value: Mapping[str, object], known: frozenset[str], field: str) -> Complaints:
    """The published schema names what there is; what it does not name is told, so that a typo shows."""
    for name in value:
        if name not in known:
            path = f"{field}.{name}" if field else name
            yield Complaint(f"Additional property {name} is not allowed", path)


def is_address(value: object) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None


def check_mailbox(value: object, field: str) -> Complaints:
    """An `{email, name}` object."""
    if not isinstance(value, dict):
        yield wrong_type("object", value, field)
        return
    yield from check_known(value, frozenset({"email", "name"}), field)
    match value.get("email"):
        case None:
            named = [part for part in field.split(".") if not part.isdecimal()][-1]
            yield Complaint(f"The {named} email parameter is required.", f"{field}.email")
        case str() as email if not is_address(email):
            yield Complaint("Does not contain a valid address.", f"{field}.email")
        case str():
            pass
        case other:
            yield wrong_type("string", other, f"{field}.email")
    yield from _check_name(value.get("name"), f"{field}.name")


def _check_name(name: object, field: str) -> Complaints:
    if name is None:
        return
    yield from check_text(name, field)
    if isinstance(name, str) and (";" in name or "," in name):
        yield Complaint("The name may not contain the characters ; or ,", field)
