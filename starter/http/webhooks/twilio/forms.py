"""Reads what Twilio posts, once its signature is known to be good."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from fastapi import Request

from runtime.settings import Settings
from starter.http.problems import Problem
from starter.http.webhooks.reading import bad_signature, header, media_type, read_bytes, read_json
from starter.http.webhooks.setup import needed
from starter.http.webhooks.twilio.signature import (
    AUTH_TOKEN_SIGNS,
    SETTINGS,
    SIGNATURE,
    is_body_of,
    is_signed,
    shared_key_algorithm,
)

MOST_BYTES = 64_000
_MOST_FIELDS = 200
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"

Parameters = Mapping[str, str]


async def read_parameters(request: Request, settings: Settings) -> Parameters:
    """Raises Problem: 400, 401, 403, 404 (the key is not set), 413, 415."""
    secrets, hashed_by = _keys(request, settings)
    signature = header(request, SIGNATURE)
    body = await read_bytes(request, MOST_BYTES, _FORM, _JSON)
    url = public_address(request, settings)
    if media_type(request) == _JSON:
        if not is_body_of(url, body) or not is_signed(secrets, signature, url, (), hashed_by):
            raise bad_signature()
        return _of_json(body)
    pairs = _pairs(body)
    if not is_signed(secrets, signature, url, pairs, hashed_by):
        raise bad_signature()
    return dict(pairs)


def _keys(request: Request, settings: Settings) -> tuple[Sequence[str], str]:
    """The secrets that may have signed it, and by which algorithm. Raises Problem 404."""
    hashed_by = shared_key_algorithm(request.headers.get(SETTINGS))
    if hashed_by is None:
        return [needed("TWILIO_AUTH_TOKEN", settings.twilio_auth_token)], AUTH_TOKEN_SIGNS
    shared = needed("TWILIO_WEBHOOK_KEY", settings.twilio_webhook_key)
    return [one.strip() for one in shared.split(",")], hashed_by


def public_address(request: Request, settings: Settings) -> str:
    """What Twilio called, as it signs it: by the settings and never by Host, which anybody can write."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope["query_string"]
    asked = f"?{query.decode('latin-1')}" if query else ""
    return f"{settings.outgoing.public_url}{path.decode('latin-1')}{asked}"


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Problem(400, "the body is not a form, or has too many fields") from None


def _of_json(body: bytes) -> Parameters:
    found = read_json(body)
    if not isinstance(found, dict):
        raise Problem(400, "the body is not a JSON object")
    return {name: value for name, value in found.items() if isinstance(value, str)}
