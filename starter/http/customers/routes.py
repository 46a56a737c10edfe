"""The routes of one customer: looking at her, her consents, what she is shown, proposals, orders of operators."""

from fastapi import APIRouter

from starter.http.customers.consenting import consenting_router
from starter.http.customers.looking import looking_router
from starter.http.customers.ordering import ordering_router
from starter.http.customers.reaching import reaching_router
from starter.http.doors import Doors


def router(doors: Doors) -> APIRouter:
    """All of them over these doors."""
    routes = APIRouter()
    for part in (looking_router(doors), consenting_router(doors), reaching_router(doors), ordering_router(doors)):
        routes.include_router(part)
    return routes
