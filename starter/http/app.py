"""Puts the HTTP doors together."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse

from starter.http.customers import routes as customers
from starter.http.decisions import routes as decisions
from starter.http.doors import Doors
from starter.http.events import routes as events
from starter.http.journeys import routes as journeys
from starter.http.pages import routes as pages
from starter.http.problems import Problem
from starter.http.webhooks import routes as webhooks


def build_app(doors: Doors) -> FastAPI:
    """Every door over the same client and ledger."""
    app = FastAPI(title="Twostep", summary="Customer journeys: events in, decisions out.", redirect_slashes=False)

    @app.exception_handler(Problem)
    async def told(_request: Request, problem: Problem) -> JSONResponse:
        return problem.answer()

    for router in routers(doors):
        app.include_router(router)
    return app


def routers(doors: Doors) -> Sequence[APIRouter]:
    return [
        events.router(doors),
        decisions.router(doors),
        customers.router(doors),
        journeys.router(doors),
        webhooks.router(doors),
        pages.router(doors),
    ]
