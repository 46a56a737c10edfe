"""Reads histories from files: as Temporal's UI and command line export them, and as they are committed."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from google.protobuf.json_format import ParseError
from pydantic import BaseModel, JsonValue, ValidationError
from temporalio.api.history.v1 import WorkflowExecutionStartedEventAttributes
from temporalio.client import WorkflowHistory

from engine.customer.state import CustomerState
from engine.errors import ToldError
from runtime.encryption.codec import ENCODING
from trials.replaying.recorded import Recorded
from workflows.names import workflow_id

HISTORY = ".history.json"
STATE = ".state.json"
SHELF = "shelf"
"""Beside committed histories: the catalogues and parts that they name."""


class HistoryFault(ToldError):
    """A file does not hold a history that could be replayed; the text names it and says what to do."""


class _Start(BaseModel):
    customer_id: str


def history_files(paths: Sequence[Path]) -> list[Path]:
    """The files that were named, and those in the folders: `*.history.json` at any depth, or else `*.json`.

    Raises HistoryFault for a folder without any, and for what is not there.
    """
    return [file for path in paths for file in (_in_folder(path) if path.is_dir() else [_there(path)])]


def shelf_beside(paths: Sequence[Path]) -> Path | None:
    """The shelf that a folder of committed histories carries."""
    return next((path / SHELF for path in paths if (path / SHELF / "catalogue").is_dir()), None)


def recorded(files: Sequence[Path], *, readable: bool = False) -> Iterator[Recorded]:
    """One after another, as they are asked for; `readable`: there are keys for encrypted ones. Raises HistoryFault."""
    for file in files:
        run = read_history(file)
        if not readable and _is_encrypted(run.history):
            raise HistoryFault(
                f"{file} is encrypted: set MASTER_KEY and DATABASE_URL to those of the deployment that wrote it"
            )
        yield run


def read_history(file: Path) -> Recorded:
    """With the state at its end, where that stands beside it. Raises HistoryFault."""
    history = _parsed(file)
    beside = file.with_name(file.name.removesuffix(HISTORY) + STATE) if file.name.endswith(HISTORY) else None
    state = _state(beside) if beside is not None and beside.exists() else None
    return Recorded(history, state, str(file))


def _is_encrypted(history: WorkflowHistory) -> bool:
    payloads = history.events[0].workflow_execution_started_event_attributes.input.payloads
    return any(payload.metadata.get("encoding") == ENCODING for payload in payloads)


def _in_folder(folder: Path) -> list[Path]:
    found = sorted(folder.rglob(f"*{HISTORY}")) or sorted(folder.glob("*.json"))
    if not found:
        raise HistoryFault(f"{folder} holds no history: name files *{HISTORY} (at any depth) or *.json")
    return found


def _there(path: Path) -> Path:
    if not path.is_file():
        raise HistoryFault(f"{path} is not there: write the name of a history file or of a folder of them")
    return path


def _parsed(file: Path) -> WorkflowHistory:
    try:
        written: JsonValue = json.loads(file.read_text(encoding="utf-8"))
        found = WorkflowHistory.from_json("", written if isinstance(written, dict) else {"events": written})
    except (OSError, ValueError, ParseError) as error:  # ValueError: no JSON, or JSON of another form
        raise HistoryFault(f"{file} is no history: {str(error)[:300]}\n  {_EXPORT}") from error
    if not found.events or not found.events[0].HasField("workflow_execution_started_event_attributes"):
        raise HistoryFault(f"{file} is no history: it does not begin with WorkflowExecutionStarted\n  {_EXPORT}")
    start = found.events[0].workflow_execution_started_event_attributes
    if start.workflow_type.name != "Customer":
        raise HistoryFault(f"{file} is the history of a workflow of type {start.workflow_type.name!r}, of no customer")
    return WorkflowHistory(_workflow(file, start), found.events)


def _workflow(file: Path, start: WorkflowExecutionStartedEventAttributes) -> str:
    """Named by the history itself since Temporal 1.24; before by what it began with."""
    if start.workflow_id:
        return start.workflow_id
    try:
        return workflow_id(_Start.model_validate_json(start.input.payloads[0].data).customer_id)
    except (IndexError, ValidationError):
        raise HistoryFault(f"{file} does not say whose history it is\n  {_EXPORT}") from None


def _state(file: Path) -> CustomerState:
    try:
        return CustomerState.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise HistoryFault(f"{file} is not the state of a customer: {str(error)[:300]}") from error


_EXPORT = (
    "export it with `temporal workflow show -w customer-ID --output json`, or in Temporal's UI with Download "
    "(without decoding it)"
)
