"""Which problem is told for which error, so that no route has to."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from temporalio.service import RPCError

from starter.errors import CustomerErased, DoorError, InputRefused, NoAnswer, NothingPublished, UnknownCustomer
from starter.http.problems import AGAIN, Fault, Problem

_log = logging.getLogger(__name__)

_FIXES = {
    404: "there is no such address: the OpenAPI document (/openapi.json) lists those there are",
    405: "this address does not take this method: the header Allow names those it takes",
    413: "the body is too large: send less at a time",
}

TOLD: tuple[type[Exception], ...] = (
    DoorError,
    RPCError,
    OperationalError,
    InterfaceError,
    PoolTimeout,
    ClientDisconnect,
)
"""What `problem_of` knows beside problems themselves."""
KNOWN: tuple[type[Exception], ...] = (Problem, *TOLD)


def tell_problems(app: FastAPI) -> None:
    """Every error of the app that somebody can do something about; the rest is the frame's."""

    @app.exception_handler(Problem)
    async def problem(_request: Request, error: Problem) -> Response:
        return error.answer()

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> Response:
        said = _FIXES.get(error.status_code) or str(error.detail)
        return Problem(error.status_code, said, error.headers).answer()

    @app.exception_handler(RequestValidationError)
    async def refused(_request: Request, error: RequestValidationError) -> Response:
        return invalid(error.errors()).answer()

    async def told(_request: Request, error: Exception) -> Response:
        return problem_of(error).answer()

    for kind in TOLD:
        app.add_exception_handler(kind, told)


def problem_of(error: Exception) -> Problem:
    """Raises the error itself when it is none of `TOLD`."""
    match error:
        case Problem():
            return error
        case CustomerErased():
            return Problem(410, str(error))
        case InputRefused():
            return Problem(422, str(error))
        case UnknownCustomer():
            return Problem(404, str(error))
        case NothingPublished():
            return Problem(503, str(error), AGAIN)
        case NoAnswer():
            return Problem(504, str(error), AGAIN)
        case RPCError():
            _log.warning("Temporal does not do it: %s", error.status.name)
            return Problem(503, "Temporal does not do it now: send the same again later", AGAIN)
        case OperationalError() | InterfaceError() | PoolTimeout():
            _log.warning("the database cannot be used: %s", type(error).__name__)
            return Problem(503, "the database cannot be used now: send the same again later", AGAIN)
        case ClientDisconnect():
            return Problem(400, "the body ended before it was whole")
        case _:
            raise error


def invalid(found: Sequence[Any]) -> Problem:
    """What pydantic found, without what was sent."""
    faults = tuple(_fault(one) for one in found)
    status = 400 if any(one["type"] == "json_invalid" for one in found) else 422
    return Problem(status, "; ".join(f"{one.place}: {one.fix}" for one in faults[:10]), errors=faults[:100])


def _fault(error: Any) -> Fault:
    match error["type"]:
        case "json_invalid":
            return Fault(place="body", fix=f"write JSON: {error['ctx']['error']}")
        case "model_attributes_type" | "model_type" | "dict_type" if error["loc"] == ("body",):
            return Fault(place="body", fix="write a JSON object, with the header Content-Type: application/json")
        case "extra_forbidden":
            return Fault(place=place(error["loc"]), fix="no such field: take it out, or look how it is spelled")
        case "missing":
            return Fault(place=place(error["loc"]), fix="is needed: write it")
        case "union_tag_invalid":
            return Fault(place=place(error["loc"]), fix=f"write one of {error['ctx']['expected_tags']}")
        case _:
            return Fault(place=place(error["loc"]), fix=_without_value(error["msg"], error.get("input")))


def place(loc: Sequence[str | int]) -> str:
    """Where in the request: `body.what.department`, `query.limit`."""
    return ".".join(str(part)[:80] for part in loc)


def _without_value(said: str, value: object) -> str:
    """Some messages of our own types begin with the value."""
    plain = said.removeprefix("Value error, ")
    shown = repr(str(value)[:40])
    return plain.replace(shown, "this") if shown in plain else plain
