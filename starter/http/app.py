"""Puts the HTTP doors together."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.types import Receive, Scope, Send

from starter.http.customers import routes as customers
from starter.http.decisions import routes as decisions
from starter.http.doors import Doors
from starter.http.events import routes as events
from starter.http.events.browsers import let_in
from starter.http.frame import framed
from starter.http.health import routes as health
from starter.http.journeys import routes as journeys
from starter.http.pages import routes as pages
from starter.http.pauses import routes as pauses
from starter.http.problems import ProblemDetails
from starter.http.reference import routes as reference
from starter.http.routing import EACH_PROBLEM
from starter.http.telling_problems import tell_problems
from starter.http.webhooks import routes as webhooks

MOST_BYTES = 1_000_000
"""of a body; a route may set its own (`max_body_size`)"""

_TAGS = [
    {"name": "events", "description": "What happened, as Segment's HTTP Tracking API says it."},
    {"name": "decisions", "description": "May this be sent? Asked by departments that send by systems of their own."},
    {"name": "customers", "description": "Where a customer is, what came, what comes, and why."},
    {
        "name": "operate",
        "description": "Operators' orders about a customer or everybody, recorded with who gave them.",
    },
    {"name": "journeys", "description": "What is published, and who enters it."},
    {"name": "webhooks", "description": "What providers say, verified by their signatures."},
    {"name": "health", "description": "Whether this process answers, and what it can reach."},
]


class DoorsApp(FastAPI):
    """The app with its frame, which also sees what the framework answers by itself."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await framed(super().__call__, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """With the one schema that routes name by reference alone, and what each problem means."""
        if self.openapi_schema is None:
            document = super().openapi()
            components = document.setdefault("components", {})
            components["responses"] = EACH_PROBLEM
            schemas = components.setdefault("schemas", {})
            problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs", {})
            schemas["ProblemDetails"] = problem
        return super().openapi()


Part = Callable[[Doors], APIRouter]

PARTS: Sequence[Part] = (
    events.router,
    decisions.router,
    customers.router,
    journeys.router,
    pauses.router,
    webhooks.router,
    pages.router,
    health.router,
    reference.router,
)


def build_app(doors: Doors, parts: Iterable[Part] = PARTS) -> FastAPI:
    """Every door over the same client and ledger, or some of them."""
    app = DoorsApp(
        title="Twostep",
        summary="Customer journeys: events in, decisions out.",
        version="1",
        openapi_tags=_TAGS,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        max_body_size=MOST_BYTES,
        telemetry={"tracing": False, "metrics": False},  # theirs would tell whole paths, with ids in them
    )
    tell_problems(app)
    let_in(app, doors, events.PATHS)
    for part in parts:
        app.include_router(part(doors))
    return app
