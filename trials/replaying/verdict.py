"""What a strict replay found."""

from typing import Literal

from pydantic import Field

from engine.customer.state import CustomerState
from engine.model import Frozen
from trials.replaying.differences import Difference

How = Literal["differs", "order", "fails"]


class Divergence(Frozen):
    """The first place at which the code of today would not do again what the history says.

    `differs`: the same act with other values (`differences`); `order`: another act, or none; `fails`: an exception.
    """

    event_id: int
    event_type: str
    subject: str
    how: How
    detail: str = ""
    differences: tuple[Difference, ...] = ()

    def __str__(self) -> str:
        lines = [f"event {self.event_id} ({self.event_type}, {self.subject}) {_SAID[self.how]}"]
        lines += [f"  {self.detail}"] if self.detail else []
        lines += [f"  {one}" for one in self.differences]
        return "\n".join(lines)


_SAID: dict[How, str] = {
    "differs": "has other values now",
    "order": "does not come in this order now",
    "fails": "is not reached now: the code fails",
}


class Verdict(Frozen):
    """One run; values in it are the customer's own and may be personal."""

    workflow_id: str
    run_id: str
    events: int
    divergence: Divergence | None = None
    state: CustomerState | None = Field(default=None, repr=False)
    """at the end of the history, by the code of today"""

    @property
    def ok(self) -> bool:
        return self.divergence is None

    def __str__(self) -> str:
        said = "replays" if self.divergence is None else f"diverges: {self.divergence}"
        return f"{self.workflow_id} (run {self.run_id}, {self.events} events) {said}"
