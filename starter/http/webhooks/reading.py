"""Reads the body of a webhook as the bytes that were signed, and no more of it than a webhook has."""

from fastapi import Request
from pydantic import JsonValue
from pydantic_core import from_json

from starter.http.problems import Problem

TOLERANCE = 300.0
"""seconds that a signed time may be away from now, either way"""


async def read_bytes(request: Request, most: int, *media_types: str) -> bytes:
    """Raises Problem: 413 as soon as it is too large, 415 for another kind of content."""
    _check_kind(request, media_types)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise Problem(413, f"the body is too large: a webhook has at most {most:,} bytes", {"Connection": "close"})
    return bytes(body)


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def read_json(body: bytes) -> JsonValue:
    """As the standard has it. Raises Problem 400."""
    try:
        found: JsonValue = from_json(body, allow_inf_nan=False, cache_strings="none")
    except ValueError:
        raise Problem(400, "the body is not JSON (or not in UTF-8)") from None
    return found


def check_time(written: str, now: float) -> None:
    """Unix seconds that were signed. Raises Problem: 400, or 401 for what may have been sent before."""
    if not written.isascii() or not written.isdecimal() or len(written) > 12:
        raise Problem(400, "the signed timestamp is not a number of seconds")
    if abs(now - int(written)) > TOLERANCE:
        raise Problem(
            401, f"the signed timestamp is more than {TOLERANCE:.0f} s away from now: is a clock wrong?", _SIGN
        )


def header(request: Request, name: str) -> str:
    """Raises Problem 401 without it."""
    value = request.headers.get(name)
    if not value:
        raise Problem(401, f"the header {name} is missing: webhooks are signed", _SIGN)
    return value


def bad_signature() -> Problem:
    return Problem(403, "the signature does not match: is the key the one of this webhook?")


_SIGN = {"WWW-Authenticate": "Signature"}


def _check_kind(request: Request, media_types: tuple[str, ...]) -> None:
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "send the body as it is, without Content-Encoding")
    if media_type(request) not in media_types:
        raise Problem(415, f"send {' or '.join(media_types)}")
