"""Reads the body of a request of the events API: compressed or not, JSON, within the limits."""

import zlib

from fastapi import Request
from pydantic_core import from_json

from engine.model import Attributes
from starter.http.problems import Problem

MOST_BYTES = 512_000
"""of a body, unpacked: 500 kB"""

_GZIP = 16 + zlib.MAX_WBITS
_MOST_PARTS = 100
"""of what gzip packed one after another: what follows a part is copied, and empty ones would take for ever"""


async def read_object(request: Request) -> tuple[Attributes, int]:
    """The JSON object of the body, and how many bytes it has. Raises Problem: 400, 413, 415."""
    raw = await request.body()
    match request.headers.get("content-encoding", "identity").strip().lower():
        case "identity" | "":
            content = raw
        case "gzip" | "x-gzip":
            content = unpacked(raw)
        case _:
            raise Problem(415, "the content encoding is not known: send gzip, or nothing packed")
    if len(content) > MOST_BYTES:
        raise _too_large()
    try:
        found = from_json(content, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        raise Problem(400, f"the body is no JSON: {str(error)[:200]}") from None
    if not isinstance(found, dict):
        raise Problem(400, "the body is no JSON object: send {…}")
    return found, len(content)


def unpacked(raw: bytes) -> bytes:
    """What was packed with gzip; no more of it is unpacked than is allowed. Raises Problem: 400, 413."""
    content = b""
    try:
        for _ in range(_MOST_PARTS):
            if not raw:
                break
            inflating = zlib.decompressobj(_GZIP)
            content += inflating.decompress(raw, MOST_BYTES + 1 - len(content))
            if len(content) > MOST_BYTES:
                raise _too_large()
            if not inflating.eof:
                raise Problem(400, "the body ends in the middle of what gzip packed: send it again, whole")
            raw = inflating.unused_data
    except zlib.error:
        raise Problem(400, "the body is not packed with gzip, though its header says so") from None
    if raw:
        raise Problem(400, f"the body is packed in more than {_MOST_PARTS} parts: pack it at once")
    return content


def _too_large() -> Problem:
    return Problem(413, f"the body is too large: {MOST_BYTES:,} bytes are the most, unpacked; send it in parts")
