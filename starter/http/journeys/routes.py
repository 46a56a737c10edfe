"""The routes of journeys."""

from fastapi import APIRouter

from starter.http.doors import Doors


def router(doors: Doors) -> APIRouter:
    """All of them over these doors."""
    return APIRouter()
