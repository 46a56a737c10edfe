"""What the OpenAPI document says of the bodies of the events API."""

from typing import Any

from starter.http.events.messages import Envelope, Kind, Message

_NEEDED = {
    "track": ["event"],
    "identify": [],
    "page": [],
    "screen": [],
    "group": ["groupId"],
    "alias": ["previousId", "userId"],
}


def body_of(kind: Kind) -> dict[str, Any]:
    """Of one message; its type is the address's."""
    schema = _message()
    schema["properties"].pop("type")
    schema["required"] = _NEEDED[kind]
    return _body(schema)


def _message() -> dict[str, Any]:
    schema = Message.model_json_schema(by_alias=True)
    context = schema.pop("$defs")["Context"]
    anything = {"type": "object", "additionalProperties": True}
    schema["properties"] |= {"context": context, "traits": anything, "properties": anything}
    return schema


def _batch() -> dict[str, Any]:
    schema = Envelope.model_json_schema(by_alias=True)
    context = schema.pop("$defs")["Context"]
    return {
        "type": "object",
        "required": ["batch"],
        "properties": {
            "batch": {"type": "array", "items": _message(), "maxItems": 2_500},
            "sentAt": schema["properties"]["sentAt"],
            "context": context,
        },
    }


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "security": [{"key": []}, {"write_key": []}],
    }


BATCH = _body(_batch())
