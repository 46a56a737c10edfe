"""What is paused for every customer."""

from typing import Literal

from engine.model import Frozen


class SharedPause(Frozen):
    """Something that is paused for every customer; `name` is empty for everything."""

    kind: Literal["everything", "message", "journey", "channel", "department"]
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()
