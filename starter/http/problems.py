"""What a door answers when it cannot do what it was asked: problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import Response
from pydantic import Field

from engine.model import Frozen

MEDIA_TYPE = "application/problem+json"
AGAIN = {"Retry-After": "5"}
"""of what passes by itself; seconds"""


class Fault(Frozen):
    """One thing that is wrong with a request."""

    place: str
    fix: str


class ProblemDetails(Frozen):
    """The body of every error answer."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: tuple[Fault, ...] = Field(default=(), exclude_if=lambda errors: not errors)
    """each with its place in the request, where there are several"""


class Problem(Exception):
    """Answered as problem details; `detail` names the place and the fix, and holds no secret and nothing personal."""

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, errors: tuple[Fault, ...] = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers
        self.errors = errors

    def details(self) -> ProblemDetails:
        title = HTTPStatus(self.status).phrase
        return ProblemDetails(title=title, status=self.status, detail=self.detail, errors=self.errors)

    def answer(self) -> Response:
        return Response(self.details().model_dump_json(), self.status, dict(self.headers or {}), MEDIA_TYPE)
