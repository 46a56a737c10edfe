"""Keeps the tasks that were handed over, each once by its webhook-id, and what became of them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

Outcome = Literal["reached", "no_answer", "call_back_at", "do_not_call", "sold"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
Step = Literal["printed", "posted", "returned"]
STEPS: tuple[Step, ...] = get_args(Step)
State = Literal["open", "cancelled", "done", "printed", "posted", "returned"]
"""`done`: she was called for the last time; `open` while another attempt is left."""


@dataclass(frozen=True)
class Task:
    """One task; `number` rises by one from 1, `data` is what it was handed over with."""

    number: int
    id: str
    channel: str
    received_at: str
    recipient: str
    data: Mapping[str, object]
    state: State = "open"
    outcomes: tuple[str, ...] = ()
    webhook_id: str = ""

    @property
    def printed_matter(self) -> bool:
        return bool(self.text("html"))

    def text(self, name: str) -> str:
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    @property
    def attempts_left(self) -> int:
        most = self.data.get("attempts")
        return max((most if isinstance(most, int) else 1) - len(self.outcomes), 0)


class TaskBook:
    """In memory, in order of arrival."""

    def __init__(self) -> None:
        self._by_id: dict[str, Task] = {}
        self._last = 0

    def __len__(self) -> int:
        return len(self._by_id)

    def next_number(self) -> int:
        return self._last + 1

    def keep(self, task: Task) -> None:
        self._by_id[task.id] = task
        self._last = max(self._last, task.number)

    def get(self, task_id: str) -> Task | None:
        return self._by_id.get(task_id)

    def numbered(self, number: int) -> Task | None:
        return next((task for task in self._by_id.values() if task.number == number), None)

    def after(self, number: int = 0, recipient: str = "") -> Iterator[Task]:
        """Oldest first; of everybody, or of the recipients that have that part."""
        wanted = recipient.casefold()
        return (one for one in list(self._by_id.values()) if one.number > number and wanted in one.recipient.casefold())

    def became(self, task_id: str, state: State, outcome: str | None = None) -> Task:
        """Raises KeyError."""
        task = self._by_id[task_id]
        outcomes = (*task.outcomes, outcome) if outcome else task.outcomes
        self._by_id[task_id] = replace(task, state=state, outcomes=outcomes)
        return self._by_id[task_id]

    def forget(self, recipients: Collection[str]) -> int:
        wanted = {one.strip().casefold() for one in recipients}
        gone = [task.id for task in self._by_id.values() if task.recipient.strip().casefold() in wanted]
        for task_id in gone:
            del self._by_id[task_id]
        return len(gone)

    def clear(self) -> None:
        self._by_id.clear()
