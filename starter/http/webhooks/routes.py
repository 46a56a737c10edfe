"""The routes of webhooks: what providers say, checked by signature, stored, and answered at once."""

from typing import Any

from fastapi import APIRouter

from starter.http.doors import Doors
from starter.http.routing import PROBLEMS
from starter.http.webhooks.sendgrid import routes as sendgrid
from starter.http.webhooks.taking import Taking
from starter.http.webhooks.tasks import routes as tasks
from starter.http.webhooks.twilio import routes as twilio


def router(doors: Doors) -> APIRouter:
    """All of them over these doors; none takes a body that is not signed by the key in the settings."""
    routes = APIRouter(prefix="/webhooks", tags=["webhooks"], responses=dict[int | str, dict[str, Any]](PROBLEMS))
    taking = Taking(doors)
    for provider in (sendgrid, twilio, tasks):
        provider.add(routes, doors, taking)
    return routes
