"""What the OpenAPI document says of the bodies of the events API."""

from typing import Any

from engine.model import Attributes
from starter.http.events.messages import Envelope, Kind, Message
from starter.http.scopes import Scope

_SCOPES: tuple[Scope, ...] = ("events", "browser")
"""either will do"""

_NEEDED = {
    "track": ["event"],
    "identify": [],
    "page": [],
    "screen": [],
    "group": ["groupId"],
    "alias": ["previousId", "userId"],
}


_HERS: Attributes = {"userId": "customer-4711"}
_EXAMPLES: dict[Kind, Attributes] = {
    "track": _HERS | {"event": "Order Completed", "properties": {"order_id": "o-1", "total": 29.33}},
    "identify": _HERS | {"traits": {"email": "ann@example.com"}},
    "page": _HERS | {"name": "Prices"},
    "screen": _HERS | {"name": "Prices"},
    "group": _HERS | {"groupId": "company-12"},
    "alias": _HERS | {"previousId": "visitor-98"},
}
_ANYTHING = {"type": "object", "additionalProperties": True}


def body_of(kind: Kind) -> dict[str, Any]:
    """Of one message; its type is the address's."""
    schema = _message()
    schema["properties"].pop("type")
    schema["required"] = _NEEDED[kind]
    return _body(schema, _EXAMPLES[kind])


def _message() -> dict[str, Any]:
    schema = Message.model_json_schema(by_alias=True)
    schema["properties"] |= {"context": _context(schema), "traits": _ANYTHING, "properties": _ANYTHING}
    return schema


def _context(schema: dict[str, Any]) -> dict[str, Any]:
    """Whole: the document has no place for definitions of such a schema's own."""
    context: dict[str, Any] = schema.pop("$defs")["Context"]
    context["properties"]["traits"] = _ANYTHING
    return context


def _batch() -> dict[str, Any]:
    schema = Envelope.model_json_schema(by_alias=True)
    return {
        "type": "object",
        "required": ["batch"],
        "properties": {
            "batch": {"type": "array", "items": _message(), "maxItems": 2_500},
            "sentAt": schema["properties"]["sentAt"],
            "context": _context(schema),
        },
    }


def _body(schema: dict[str, Any], example: Attributes) -> dict[str, Any]:
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": example}},
        },
        "security": [{way: [scope]} for scope in _SCOPES for way in ("key", "write_key")],
    }


BATCH = _body(_batch(), {"batch": [{"type": "track", **_EXAMPLES["track"]}]})
