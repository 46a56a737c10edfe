"""What may be said back of a task: the published shapes of its webhooks."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from engine.language.reactions import CallOutcome
from engine.model import Frozen, Instant

_OPEN = ConfigDict(extra="ignore", frozen=True)
"""More may be said than is known here."""

TaskId = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,150}$")]
Note = Annotated[str, Field(max_length=500)]


class TaskData(Frozen):
    """`task_id` and `attempt` as they came with `task.created`."""

    model_config = _OPEN

    task_id: TaskId
    attempt: int | None = Field(default=None, ge=1, le=999_999)
    at: Instant | None = None
    """when it happened; None: when the webhook was made"""
    note: Note | None = None


class OutcomeData(TaskData):
    """What came of a call."""

    outcome: CallOutcome
    call_back_at: Instant | None = None
    """with `call_back_at` alone: when she wants to be called"""
    value: float | None = Field(default=None, allow_inf_nan=False)
    """with `sold`: what it is worth"""

    @model_validator(mode="after")
    def _when(self) -> "OutcomeData":
        if self.outcome is CallOutcome.CALL_BACK_AT and self.call_back_at is None:
            raise ValueError("outcome call_back_at needs call_back_at: when she wants to be called")
        return self


class ReturnedData(TaskData):
    """Why it came back, as the post says."""

    reason: Note | None = None


class WebhookBase(Frozen):
    model_config = _OPEN

    timestamp: Instant


class TaskOutcome(WebhookBase):
    type: Literal["task.outcome"]
    data: OutcomeData


class TaskPrinted(WebhookBase):
    """It cannot be taken back any more."""

    type: Literal["task.printed"]
    data: TaskData


class TaskPosted(WebhookBase):
    """It is on its way to her: counts as delivered."""

    type: Literal["task.posted"]
    data: TaskData


class TaskReturned(WebhookBase):
    """Nobody lives there under that name: the address is closed for everything."""

    type: Literal["task.returned"]
    data: ReturnedData


TaskWebhook = Annotated[TaskOutcome | TaskPrinted | TaskPosted | TaskReturned, Field(discriminator="type")]
TYPES = frozenset({"task.outcome", "task.printed", "task.posted", "task.returned"})
