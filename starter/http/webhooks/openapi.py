"""How the webhooks stand in the OpenAPI document: bodies that are read as bytes, since bytes are signed."""

from typing import Any

SEE = "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event"

EVENTS: dict[str, Any] = {
    "requestBody": {
        "description": f"a list of events, as {SEE} has them",
        "required": True,
        "content": {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}},
    }
}
FORM: dict[str, Any] = {
    "requestBody": {
        "description": "the parameters of a message, as Twilio's guides to webhooks have them",
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "additionalProperties": {"type": "string"}}
            }
        },
    }
}
TASK: dict[str, Any] = {
    "requestBody": {
        "description": "task.outcome, task.printed, task.posted or task.returned, signed as Standard Webhooks has it",
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["type", "timestamp", "data"],
                    "properties": {
                        "type": {"type": "string"},
                        "timestamp": {"type": "string", "format": "date-time"},
                        "data": {
                            "type": "object",
                            "required": ["task_id"],
                            "properties": {"task_id": {"type": "string"}},
                        },
                    },
                }
            }
        },
    }
}
TWIML: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Stored; nothing is written back",
        "content": {"text/xml": {"schema": {"type": "string"}}},
    }
}
