"""Tells a webhook what came of tasks, signed by Standard Webhooks."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

import aiohttp

from standins.tasks.book import OUTCOMES, STEPS, Task, TaskBook
from standins.tasks.signing import signed

_TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
_LAST_WORDS = frozenset({"reached", "do_not_call", "sold"})


class NotPossible(ValueError):
    """This cannot be said of this task; the text says why."""


class Telling:
    """Each call is one post; nothing is posted again."""

    def __init__(self, book: TaskBook, callback: str | None, secret: str) -> None:
        self._book = book
        self._callback = callback
        self._secret = secret
        self._session: aiohttp.ClientSession | None = None

    async def outcome(self, task_id: str, said: str, call_back_at: datetime | None = None) -> int | None:
        """What came of a call; the HTTP status of the answer, None where nobody is told or nobody answers.

        Raises NotPossible.
        """
        task = self._open(task_id)
        if said not in OUTCOMES:
            raise NotPossible(f"{said!r} is no outcome: {', '.join(OUTCOMES)}")
        if (said == "call_back_at") != (call_back_at is not None):
            raise NotPossible("say when she wants to be called with call_back_at, and only then")
        ends = said in _LAST_WORDS or task.attempts_left <= 1
        self._book.became(task_id, "done" if ends and said != "call_back_at" else "open", said)
        more = {"call_back_at": call_back_at.astimezone(UTC).isoformat()} if call_back_at else {}
        return await self.post("task.outcome", {**_named(task), "outcome": said, **more})

    async def step(self, task_id: str, step: str) -> int | None:
        """What became of a letter. Raises NotPossible."""
        task = self._book.get(task_id)
        state = next((one for one in STEPS if one == step), None)
        if task is None or state is None:
            raise NotPossible(f"no task {task_id!r}, or {step!r} is none of {', '.join(STEPS)}")
        if task.state == "cancelled":
            raise NotPossible("it was taken back before it was printed")
        self._book.became(task_id, state)
        return await self.post(f"task.{step}", _named(task))

    async def post(self, kind: str, data: Mapping[str, object], webhook_id: str | None = None) -> int | None:
        """Any event, also one that makes no sense; twice with the same id is a duplicate."""
        if self._callback is None:
            return None
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False)
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        body = json.dumps({"type": kind, "timestamp": now, "data": data}).encode()
        headers = signed(webhook_id or f"evt-{uuid4().hex}", body, self._secret)
        try:
            async with self._session.post(self._callback, data=body, headers=headers, allow_redirects=False) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self, task_id: str) -> Task:
        task = self._book.get(task_id)
        if task is None or task.state != "open":
            raise NotPossible(f"no open task {task_id!r}: it is {task.state if task else 'not known'}")
        return task


def _named(task: Task) -> dict[str, object]:
    return {"task_id": task.id, "attempt": task.data.get("attempt", 1), "channel": task.channel}
