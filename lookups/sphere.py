"""Distances between points on the earth."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

MEAN_RADIUS = 6371.0088
"""km; the earth as a sphere (IUGG), at most 0.6 % off"""


class Point(NamedTuple):
    """Degrees, WGS 84."""

    lat: float
    lon: float


def kilometres(one: Point, other: Point) -> float:
    """Along the great circle, by the haversine formula."""
    half_lat, half_lon = radians(other.lat - one.lat) / 2, radians(other.lon - one.lon) / 2
    across = sin(half_lat) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(half_lon) ** 2
    return 2 * MEAN_RADIUS * asin(sqrt(min(1.0, across)))
