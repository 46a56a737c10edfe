"""The answers of the v3 API in their published shapes."""

import hmac
import math
import time
from collections.abc import Iterable

from aiohttp import web

from standins.faults import Fault
from standins.sendgrid.complaints import Complaint

RATE_LIMIT = 600
"""what X-RateLimit-Limit says; SendGrid publishes no number"""


def accepted(message_id: str) -> web.Response:
    return web.Response(status=202, headers={"X-Message-Id": message_id}, content_type="text/plain")


def checked_only() -> web.Response:
    """Sandbox mode: nothing is sent."""
    return web.Response(status=200, content_type="text/plain")


def refused(status: int, complaints: Iterable[Complaint], headers: dict[str, str] | None = None) -> web.Response:
    body = {"errors": [complaint.entry() for complaint in complaints]}
    return web.json_response(body, status=status, headers=headers)


def unauthorised_by(request: web.Request, api_key: str) -> web.Response | None:
    """The answer to a request without the key; None when it has it."""
    given = request.headers.get("Authorization")
    if given is None:
        return refused(401, [Complaint("authorization required")])
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), f"Bearer {api_key}".encode()):
        return refused(401, [Complaint("The provided authorization grant is invalid, expired, or revoked")])
    return None


def rate_limited(seconds: float) -> web.Response:
    headers = {
        "X-RateLimit-Limit": str(RATE_LIMIT),
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(math.ceil(time.time() + seconds)),
    }
    return refused(429, [Complaint("too many requests")], headers)


def status_on_demand(fault: Fault) -> web.Response:
    headers = {"Retry-After": str(math.ceil(fault.seconds))} if fault.seconds else None
    return refused(fault.status, [Complaint(fault.message, fault.field)], headers)
