"""Takes tasks over as a call centre or a direct-mail house does: checked, once each, taken back while there is time."""

import asyncio
import json
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from standins.faults import Fault, Faults
from standins.tasks.book import Task, TaskBook
from standins.tasks.signing import BadSignature, check

_NUMBER = re.compile(r"\+[1-9][\d ().-]{6,20}")


class Desk:
    """`POST /tasks/{channel}`; `secrets` are those whose signatures are taken."""

    def __init__(self, book: TaskBook, faults: Faults, secrets: Sequence[str]) -> None:
        self._book = book
        self._faults = faults
        self._secrets = secrets

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            webhook_id = check(request.headers, body, self._secrets)
        except BadSignature as wrong:
            return _refused(401, str(wrong))
        fault = self._faults.take()
        match fault:
            case Fault(kind="cut"):
                return _cut(request)
            case Fault(kind="rate_limited"):
                return _refused(429, "too many at once", {"Retry-After": str(math.ceil(fault.seconds))})
            case Fault(kind="credits"):
                return _refused(401, "the contract has ended")
            case Fault(kind="status"):
                headers = {"Retry-After": str(math.ceil(fault.seconds))} if fault.seconds else None
                return _refused(fault.status, fault.message, headers)
            case _:
                answer = self._answer(request.match_info["channel"], webhook_id, body)
        if fault is not None and fault.kind == "lost_answer":
            return _cut(request)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        return answer

    def _answer(self, channel: str, webhook_id: str, body: bytes) -> web.Response:
        try:
            event = json.loads(body)
            kind, data, _ = event["type"], dict(event["data"]), datetime.fromisoformat(event["timestamp"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return _refused(400, "write type, timestamp and data")
        match kind:
            case "task.created":
                return self._created(channel, webhook_id, data)
            case "task.cancelled":
                return self._cancelled(str(data.get("task_id", "")))
            case "recipients.forgotten":
                named = data.get("recipients")
                return web.json_response({"forgotten": self._book.forget(named if isinstance(named, list) else [])})
            case _:
                return _refused(400, f"{kind!r} is not known here")

    def _created(self, channel: str, webhook_id: str, data: dict[str, object]) -> web.Response:
        task_id = str(data.get("task_id", ""))
        known = self._book.get(task_id)
        if known is not None and (known.webhook_id == webhook_id or known.state != "cancelled"):
            return web.json_response({"id": _own_name(known), "state": "known"})
        if missing := [
            name for name in ("task_id", "recipient", "message", "channel") if not isinstance(data.get(name), str)
        ]:
            return _refused(422, f"{', '.join(missing)} missing", content=True)
        if task_id != webhook_id and not webhook_id.startswith(f"{task_id}-"):
            return _refused(422, "task_id is not what the webhook-id begins with", content=True)
        if not (data.get("script") or data.get("html")):
            return _refused(422, "there is neither a script nor html", content=True)
        recipient = str(data["recipient"]).strip()
        if not recipient or (channel == "call" and not _NUMBER.fullmatch(recipient)):
            body = {"refused": "recipient", "reason": "nobody can be reached there"}
            return web.json_response(body, status=422)
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        task = Task(self._book.next_number(), task_id, channel, now, recipient, data, webhook_id=webhook_id)
        self._book.keep(task)
        return web.json_response({"id": _own_name(task), "state": "open"}, status=202)

    def _cancelled(self, task_id: str) -> web.Response:
        task = self._book.get(task_id)
        if task is None:
            return _refused(404, "no such task")
        if task.state not in ("open", "cancelled"):
            return web.json_response({"state": "too_late", "reason": f"it is {task.state}"})
        self._book.became(task_id, "cancelled")
        return web.json_response({"state": "cancelled"})


def _own_name(task: Task) -> str:
    return f"T-{task.number:06d}"


def _refused(status: int, reason: str, headers: dict[str, str] | None = None, *, content: bool = False) -> web.Response:
    body = {"reason": reason} | ({"refused": "content"} if content else {})
    return web.json_response(body, status=status, headers=headers)


def _cut(request: web.Request) -> web.Response:
    """Nothing of the answer reaches the other side: it meets a reset connection."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
