"""Lists page by page: `limit` and `cursor` in, `next` out."""

import base64
import binascii
from typing import Annotated

from fastapi import Query

from starter.http.problems import Problem

MOST = 500
NO_CURSOR = "query.cursor: write the `next` of the page before, or leave it out"

Limit = Annotated[int, Query(ge=1, le=MOST, description="As many at most")]
Cursor = Annotated[
    str | None, Query(max_length=500, description="`next` of the page before; the first page, if it is left out")
]


def cursor_of(*parts: str) -> str:
    """Where the next page begins; callers hand it back as it is."""
    return base64.urlsafe_b64encode("\n".join(parts).encode()).decode().rstrip("=")


def read_cursor(cursor: str, parts: int) -> list[str]:
    """Raises Problem 422 for what was never a cursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split("\n")
    except (binascii.Error, ValueError):
        found = []
    if len(found) != parts or any("\0" in part for part in found):  # PostgreSQL takes no NUL
        raise Problem(422, NO_CURSOR)
    return found
