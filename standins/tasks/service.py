"""The stand-in for whoever does tasks, a call centre and a direct-mail house, as a part of a server."""

from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from standins.control import FaultControl, asked
from standins.faults import Faults
from standins.tasks.book import TaskBook
from standins.tasks.desk import Desk
from standins.tasks.telling import NotPossible, Telling


@dataclass
class Tasks:
    """`secrets` sign both ways, the newest first; `callback` is where outcomes are posted."""

    secrets: tuple[str, ...]
    callback: str | None = None
    book: TaskBook = field(default_factory=TaskBook)
    faults: Faults = field(default_factory=Faults)
    telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        self.telling = Telling(self.book, self.callback, self.secrets[0])

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(r"/tasks/{channel:[a-z][a-z0-9_]*}", Desk(self.book, self.faults, self.secrets).handle),
            web.get("/_standin/tasks", self._listed),
            web.delete("/_standin/tasks", self._cleared),
            web.post("/_standin/tasks/said", self._said),
            *FaultControl(self.faults).routes("/_standin/tasks/faults"),
        ]

    async def close(self) -> None:
        await self.telling.close()

    async def _listed(self, request: web.Request) -> web.Response:
        """Oldest first; `?to=` a part of the recipient."""
        found = self.book.after(0, request.query.get("to", ""))
        return web.json_response({"total": len(self.book), "tasks": [vars(task) for task in found]})

    async def _cleared(self, _request: web.Request) -> web.Response:
        self.book.clear()
        return web.Response(status=204)

    async def _said(self, request: web.Request) -> web.Response:
        """`{"task_id", "said", "call_back_at"?}`: an outcome of a call, or what became of a letter."""
        written = await asked(request)
        task_id, said, at = str(written.get("task_id", "")), str(written.get("said", "")), written.get("call_back_at")
        try:
            if said in ("printed", "posted", "returned"):
                answer = await self.telling.step(task_id, said)
            else:
                when = datetime.fromisoformat(at) if isinstance(at, str) else None
                answer = await self.telling.outcome(task_id, said, when)
        except ValueError as wrong:
            return web.json_response({"error": str(wrong)}, status=409 if isinstance(wrong, NotPossible) else 400)
        return web.json_response({"answer": answer})
