"""The places of tasks in the inbox: the desk of those who call, and the press of those who print."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from standins.inbox.board_model import Action, CannotBeDone, Card
from standins.tasks.book import Task
from standins.tasks.service import Tasks
from standins.tasks.telling import NotPossible

_CALLS = (
    Action("reached", "Reached"),
    Action("no_answer", "No answer"),
    Action("sold", "Sold"),
    Action("do_not_call", "Do not call"),
    Action("call_back_at", "Call back", "time", "When (UTC)"),
)
_LETTERS = (Action("printed", "Printed"), Action("posted", "Posted"), Action("returned", "Returned"))


@dataclass
class TaskBoard:
    """Those of the tasks that are printed, or those that are not."""

    tasks: Tasks
    name: str
    title: str
    empty: str
    mine: Callable[[Task], bool]

    def __len__(self) -> int:
        return len(self._tasks(""))

    def cards(self, to: str) -> Sequence[Card]:
        return [_letter(task) if task.printed_matter else _call(task) for task in self._tasks(to)][::-1]

    async def act(self, number: int, action: str, filled: Mapping[str, str]) -> None:
        task = self.tasks.book.numbered(number)
        if task is None:
            raise CannotBeDone("there is no such task")
        try:
            if task.printed_matter:
                await self.tasks.telling.step(task.id, action)
            else:
                await self.tasks.telling.outcome(task.id, action, _time(action, filled))
        except NotPossible as reason:
            raise CannotBeDone(str(reason)) from reason

    def _tasks(self, to: str) -> Sequence[Task]:
        return [task for task in self.tasks.book.after(0, to) if self.mine(task)]


def boards_of(tasks: Tasks) -> tuple[TaskBoard, TaskBoard]:
    calls = TaskBoard(tasks, "calls", "Calls", "Nobody is to be called yet.", lambda one: not one.printed_matter)
    letters = TaskBoard(tasks, "print", "Print", "Nothing is to be printed yet.", lambda one: one.printed_matter)
    return calls, letters


def _time(action: str, filled: Mapping[str, str]) -> datetime | None:
    if action != "call_back_at":
        return None
    try:
        return datetime.fromisoformat(filled.get("value", "")).replace(tzinfo=UTC)
    except ValueError as error:
        raise CannotBeDone("say when she wants to be called") from error


def _call(task: Task) -> Card:
    facts = [("on", task.channel), ("due", _at(task.text("due"))), ("take back until", _at(task.text("cut_off")))]
    hours, best = task.data.get("hours"), task.data.get("best_time")
    if isinstance(hours, dict):
        facts.append(("hours", f"{hours.get('from')}–{hours.get('to')}, {hours.get('zone')}"))
    if isinstance(best, dict):
        facts.append(("best time", f"{_at(str(best.get('from')))} to {_at(str(best.get('to')))}"))
    if who := task.text("who"):
        facts.append(("for", who))
    facts.append(("attempts left", str(task.attempts_left)))
    return _card(task, facts, _CALLS if task.state == "open" else ())


def _letter(task: Task) -> Card:
    facts = [("format", task.text("format") or "not said"), ("due", _at(task.text("due")))]
    facts.append(("take back until", _at(task.text("cut_off"))))
    return _card(task, facts, _LETTERS if task.state != "cancelled" else ())


def _card(task: Task, facts: Sequence[tuple[str, str]], actions: Sequence[Action]) -> Card:
    return Card(
        number=task.number,
        to=task.recipient,
        title=task.text("title") or task.text("message"),
        text=task.text("script"),
        at=datetime.fromisoformat(task.received_at),
        state={"cancelled": "taken back"}.get(task.state, task.state),
        html=task.text("html"),
        shape="postcard" if task.printed_matter else "note",
        facts=[(name, said) for name, said in facts if said],
        answers=[said.replace("_", " ") for said in task.outcomes],
        actions=actions,
    )


def _at(instant: str) -> str:
    """As people read it, in UTC; empty where there is none."""
    try:
        at = datetime.fromisoformat(instant).astimezone(UTC)
    except ValueError:
        return ""
    return f"{at.day} {at:%b, %H:%M} UTC"
