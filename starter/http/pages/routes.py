"""What customers see: unsubscribing, preferences, confirming. The token of the link is the authority, not a cookie."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from starter.http.doors import Doors
from starter.http.pages import confirming, preferring, unsubscribing
from starter.http.pages.paper import told
from starter.http.pages.site import Site, accepted_languages, texts_for
from starter.http.pages.visit import Visit
from starter.http.problems import Problem

MOST_BYTES = 32_000
"""of a form"""
_READ = ["GET", "HEAD"]
_Page = Callable[[Visit, str], Awaitable[Response]]


def router(doors: Doors) -> APIRouter:
    """All of them over these doors. They are for people, and not in the document of the API."""
    site = Site(doors)
    routes = APIRouter(tags=["pages"], include_in_schema=False)

    def page(path: str, shown: _Page, posted: _Page) -> None:
        async def show(request: Request, token: str) -> Response:
            return await _answered(site, request, token, shown)

        async def take(request: Request, token: str) -> Response:
            return await _answered(site, request, token, posted)

        routes.add_api_route(path, show, methods=_READ)
        routes.add_api_route(path, take, methods=["POST"], max_body_size=MOST_BYTES)

    page("/u/{token}", unsubscribing.show, unsubscribing.take)
    page("/preferences/{token}", preferring.show, preferring.take)
    page("/confirm/{token}", confirming.show, confirming.take)
    return routes


async def _answered(site: Site, request: Request, token: str, page: _Page) -> Response:
    """Where nothing can be read or stored, a page that says so."""
    try:
        return await page(Visit(site, request), token)
    except (Problem, DBAPIError, PoolTimeout) as error:
        if isinstance(error, Problem) and error.status < 500:
            raise
        texts = texts_for(site.last, accepted_languages(request.headers.get("accept-language", "")))
        answer = told(texts, "later", status=503)
        answer.headers["Retry-After"] = "5"
        return answer
