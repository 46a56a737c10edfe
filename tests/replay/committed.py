"""The committed histories, their states and their shelf."""

from dataclasses import dataclass
from pathlib import Path

from temporalio.client import WorkflowHistory

from catalogue.shelf import FolderShelf
from engine.customer.state import CustomerState
from tests.replay.shapes import SHAPES
from workflows.names import workflow_id

HISTORIES = Path(__file__).parent / "histories"
SHELF = FolderShelf(HISTORIES / "shelf")


@dataclass(frozen=True)
class Committed:
    """One run of a shape's customer."""

    shape: str
    number: int

    @property
    def text(self) -> str:
        return (HISTORIES / self.shape / f"{self.number}.history.json").read_text(encoding="utf-8")

    def history(self) -> WorkflowHistory:
        return WorkflowHistory.from_json(workflow_id(self.shape), self.text)

    def state(self) -> CustomerState:
        path = HISTORIES / self.shape / f"{self.number}.state.json"
        return CustomerState.model_validate_json(path.read_text(encoding="utf-8"))

    def __str__(self) -> str:
        return f"{self.shape}-{self.number}"


def all_runs() -> list[Committed]:
    """Every run of every shape."""
    return [
        Committed(shape, number)
        for shape in SHAPES
        for number in range(1, 1 + len(list((HISTORIES / shape).glob("*.history.json"))))
    ]
