"""What a strict replay found."""

from typing import Literal

from pydantic import Field

from engine.customer.state import CustomerState
from engine.model import Frozen
from trials.replaying.differences import Difference
from trials.replaying.recorded import Recorded

How = Literal["differs", "order", "fails", "missing"]


class Divergence(Frozen):
    """The first place at which the code of today would not do again what the history says.

    `differs`: the same act with other values (`differences`); `order`: another act, or none; `fails`: an exception;
    `missing`: nothing can be said, since a catalogue or part that the run names is not there, or its key is destroyed.
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
    "missing": "cannot be reached here, for what is missing",
}


_ENDS = {True: "diverges", False: "cannot be judged"}


class Verdict(Frozen):
    """One run; values in it are the customer's own and may be personal."""

    workflow_id: str
    run_id: str
    events: int
    running: bool = True
    """whether it goes on, so that a worker of today's code may have to"""
    source: str | None = None
    """the file that it was read from"""
    divergence: Divergence | None = None
    state: CustomerState | None = Field(default=None, repr=False)
    """at the end of the history, by the code of today"""

    @property
    def ok(self) -> bool:
        return self.divergence is None

    @property
    def complete(self) -> bool:
        """Whether everything was there that it needs."""
        return self.divergence is None or self.divergence.how != "missing"

    @classmethod
    def of(cls, run: Recorded, divergence: Divergence | None = None, state: CustomerState | None = None) -> "Verdict":
        return cls(
            workflow_id=run.history.workflow_id,
            run_id=run.history.run_id,
            events=len(run.history.events),
            running=run.running,
            source=run.source,
            divergence=divergence,
            state=state,
        )

    def __str__(self) -> str:
        said = "replays" if self.divergence is None else f"{_ENDS[self.complete]}: {self.divergence}"
        source = f", {self.source}" if self.source else ""
        return f"{self.workflow_id} (run {self.run_id}, {self.events} events{source}) {said}"
