"""The page of the API, for people as the OpenAPI document is for programs: neither needs a key, neither is in it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from starter.http.doors import Doors
from starter.http.reference.document import Document
from starter.http.reference.page import HEADERS, reference_page

PATH = "/docs"


def router(_doors: Doors) -> APIRouter:
    """Nothing of these doors shows in it: it is the same everywhere, and made once."""
    routes = APIRouter(include_in_schema=False)
    made = list[str]()

    async def reference(request: Request) -> HTMLResponse:
        if not made:
            made.append(reference_page(Document.model_validate(request.app.openapi())))
        return HTMLResponse(made[0], headers=HEADERS)

    routes.add_api_route(PATH, reference, methods=["GET", "HEAD"])
    return routes
