"""What a door answers when it cannot do what it was asked: problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import JSONResponse

from engine.model import Frozen

MEDIA_TYPE = "application/problem+json"


class ProblemDetails(Frozen):
    """The body of every error answer."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Problem(Exception):
    """Answered as problem details; `detail` names the place and the fix, and holds no secret and nothing personal."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers

    def answer(self) -> JSONResponse:
        body = ProblemDetails(title=HTTPStatus(self.status).phrase, status=self.status, detail=self.detail)
        return JSONResponse(body.model_dump(), self.status, dict(self.headers or {}), MEDIA_TYPE)
