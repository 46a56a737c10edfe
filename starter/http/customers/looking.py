"""The routes that look at a customer: they change nothing."""

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import HTMLResponse
from temporalio.service import RPCError

from engine.contracts.views import Status
from starter.errors import NoAnswer, UnknownCustomer
from starter.http.access import needs
from starter.http.customers.page import HEADERS, Live, customer_page
from starter.http.customers.views import (
    CustomerView,
    Explanation,
    TimelinePage,
    Upcoming,
    customer_view,
    explanation,
    timeline_page,
)
from starter.http.doors import Doors
from starter.http.paging import Cursor, Limit
from starter.http.routing import door_router

T = TypeVar("T")

Id = Annotated[str, Path(min_length=1, max_length=200, description="The customer's id", examples=["customer-4711"])]
Message = Annotated[
    str | None,
    Query(
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="A message's id or key, or a decision's number; all, if left out",
    ),
]
Last = Annotated[int, Query(ge=1, le=100, description="The newest, at most so many")]


def looking_router(doors: Doors) -> APIRouter:
    """Those that say `now` need a worker; the others read the ledger alone."""
    routes = door_router("customers", "/v1/customers")
    allowed = [Depends(needs(doors, "customers"))]

    @routes.get("/{customer}", summary="As the ledger has her.", dependencies=allowed)
    async def customer(customer: Id) -> CustomerView:
        return await _read(lambda: customer_view(doors.database, doors.client.customer_id(customer)))

    @routes.get("/{customer}/status", summary="Where she is now.", dependencies=allowed)
    async def status(customer: Id) -> Status:
        return await doors.client.status(customer)

    @routes.get("/{customer}/upcoming", summary="What comes within 14 days, as of now.", dependencies=allowed)
    async def upcoming(customer: Id) -> Upcoming:
        return Upcoming(items=tuple(await doors.client.upcoming(customer)))

    @routes.get("/{customer}/timeline", summary="What happened, oldest first.", dependencies=allowed)
    async def timeline(customer: Id, limit: Limit = 100, cursor: Cursor = None) -> TimelinePage:
        known = doors.client.customer_id(customer)
        return await _read(lambda: timeline_page(doors.database, known, limit, cursor))

    @routes.get("/{customer}/explain", summary="Why she got a message or did not.", dependencies=allowed)
    async def explain(customer: Id, message: Message = None, last: Last = 5) -> Explanation:
        known = doors.client.customer_id(customer)
        return await _read(lambda: explanation(doors.database, known, message, last))

    routes_of_both = APIRouter()
    routes_of_both.include_router(routes)
    routes_of_both.include_router(_page_router(doors))
    return routes_of_both


def _page_router(doors: Doors) -> APIRouter:
    routes = door_router("customers")

    @routes.get(
        "/customers/{customer}/page",
        summary="All of it as a page, for customer service.",
        response_class=HTMLResponse,
        dependencies=[Depends(needs(doors, "customers"))],
    )
    async def page(customer: Id) -> HTMLResponse:
        """A browser asks for the API key: as the user name, with an empty password."""
        known = doors.client.customer_id(customer)
        view = await _read(lambda: customer_view(doors.database, known))
        live = await _live(doors, known)
        return HTMLResponse(await _read(lambda: customer_page(doors.database, view, live)), headers=HEADERS)

    return routes


async def _read(work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work)


async def _live(doors: Doors, customer: str) -> Live | None:
    """None where nobody answers: what the ledger has is shown then."""
    try:
        status, upcoming = await asyncio.gather(doors.client.status(customer), doors.client.upcoming(customer))
    except (NoAnswer, UnknownCustomer, RPCError):
        return None
    return Live(status=status, upcoming=tuple(upcoming))
