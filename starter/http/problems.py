"""What a door answers when it cannot do what it was asked: problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import Response
from pydantic import Field

from engine.model import Frozen

MEDIA_TYPE = "application/problem+json"
AGAIN = {"Retry-After": "5"}
"""of what passes by itself; seconds"""

MEANINGS: Mapping[int, str] = {
    400: "the body is no JSON, or no such thing as it should be; it ended early",
    401: "no valid key; of a webhook, no valid signature",
    403: "a key without this scope, or of another department",
    404: "there is no such customer, journey, message or path",
    405: "the path does not take this method: the header `Allow` names those it takes",
    408: "the body did not come within 30 seconds",
    409: "the same request is being carried out",
    410: "the customer was erased",
    413: "the body is too large",
    415: "the body is of another media type, or packed otherwise, than is read here",
    422: "a field is wrong, unknown or missing, or what is asked for is not published",
    500: "a fault of ours, logged under the request's id",
    503: "the database or Temporal is away: send the same again after `Retry-After` seconds",
    504: "no worker answered: send the same again after `Retry-After` seconds",
}
"""Of every status that a problem has."""


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
