"""Reads what is said back of a task."""

from datetime import datetime
from typing import assert_never

from pydantic import JsonValue, TypeAdapter, ValidationError

from audit.said import Meaning, Said, Voice
from engine.language.reactions import Reaction
from engine.model import Attributes
from starter.http.problems import Problem
from starter.http.telling_problems import invalid
from starter.http.webhooks.tasks.models import (
    TYPES,
    TaskOutcome,
    TaskPosted,
    TaskPrinted,
    TaskReturned,
    TaskWebhook,
)
from starter.http.webhooks.values import event_id, word

PROVIDER = "tasks"

_WEBHOOK: TypeAdapter[TaskWebhook] = TypeAdapter(TaskWebhook)
_LONGEST = 150
"""of the id of an event"""
_DETAIL = {"outcome", "call_back_at", "value", "reason", "note"}


def read_task(found: JsonValue, webhook_id: str, voice: Voice, now: datetime) -> Said:
    """Of a type that is not known here it is kept, and nothing follows. Raises Problem 400."""
    kind = word(found.get("type")) if isinstance(found, dict) else None
    if not isinstance(found, dict) or kind is None:
        raise Problem(400, "the body is not an object with type, timestamp and data")
    if word(webhook_id) is None:
        raise Problem(400, "webhook-id is printable ASCII without blanks, at most 150 characters")
    if kind not in TYPES:
        data = found.get("data")
        about = word(data.get("task_id")) if isinstance(data, dict) else None
        id = _event_id(webhook_id, about)
        return Said(provider=PROVIDER, event_id=id, kind=kind, at=now, message_id=about, voice=voice, raw=found)
    try:
        webhook = _WEBHOOK.validate_python(found)
    except ValidationError as error:
        said = invalid(error.errors(include_url=False))
        raise Problem(400, said.detail, errors=said.errors) from None
    return Said(
        provider=PROVIDER,
        event_id=_event_id(webhook_id, webhook.data.task_id),
        kind=webhook.type,
        at=webhook.data.at or webhook.timestamp,
        message_id=webhook.data.task_id,
        attempt=webhook.data.attempt,
        voice=voice,
        meanings=(_meaning(webhook),),
        always=True,
        detail=_detail(webhook),
        raw=webhook.model_dump(mode="json"),
    )


def _event_id(webhook_id: str, task_id: str | None) -> str:
    """With the task: two who number their webhooks alike, or one who tries, take nothing of each other's away."""
    both = f"{webhook_id} {task_id or '-'}"
    return both if len(both) <= _LONGEST else event_id(None, {"webhook_id": webhook_id, "task_id": task_id})


def _meaning(webhook: TaskWebhook) -> Meaning:
    match webhook:
        case TaskOutcome():
            return Meaning(reaction=Reaction.CALL_OUTCOME)
        case TaskPrinted():
            return Meaning(reaction=Reaction.PRINTED)
        case TaskPosted():
            return Meaning(reaction=Reaction.DELIVERED)
        case TaskReturned():
            return Meaning(reaction=Reaction.BOUNCED, hard=True)
        case _:
            assert_never(webhook)


def _detail(webhook: TaskWebhook) -> Attributes:
    return dict(webhook.data.model_dump(mode="json", include=_DETAIL, exclude_none=True))
