"""`POST /v3/recipients/erasejob`: removes every mail to the named recipients, from the file too."""

import json
import secrets

from aiohttp import web

from standins.sendgrid.complaints import Complaint, is_address
from standins.sendgrid.mailbox import Mailbox
from standins.sendgrid.replies import refused, unauthorised_by

MOST_ADDRESSES = 5_000
MOST_BYTES = 256 * 1024
"""of one request"""

_FIELD = "email_addresses"


class EraseJob:
    """The endpoint; SendGrid's job runs later, this one before it answers."""

    def __init__(self, api_key: str, mailbox: Mailbox) -> None:
        self._api_key = api_key
        self._mailbox = mailbox

    async def handle(self, request: web.Request) -> web.Response:
        unauthorised = unauthorised_by(request, self._api_key)
        if unauthorised is not None:
            return unauthorised
        body = await request.read()
        if len(body) > MOST_BYTES:
            return refused(413, [Complaint("content too large")])
        addresses = _addresses(body)
        if isinstance(addresses, Complaint):
            return refused(400, [addresses])
        self._mailbox.erase(addresses)
        return web.json_response({"job_id": secrets.token_hex(16)}, status=202)


def _addresses(body: bytes) -> list[str] | Complaint:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return Complaint("Bad Request")
    found = payload.get(_FIELD) if isinstance(payload, dict) else None
    if not isinstance(found, list) or not 0 < len(found) <= MOST_ADDRESSES:
        return Complaint(f"{_FIELD} must have 1 to {MOST_ADDRESSES} addresses", _FIELD)
    wrong = [str(n) for n, address in enumerate(found) if not is_address(address)]
    if wrong:
        return Complaint(f"invalid email addresses at {', '.join(wrong)}", _FIELD)
    return found
