"""What came of a scenario: both timelines side by side."""

from pathlib import Path

from engine.model import Frozen
from trials.scenarios.comparing import Row


class Outcome(Frozen):
    """`problem` where it could not be run to its end."""

    file: Path
    name: str
    zone: str
    customers: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    problem: str = ""

    @property
    def passed(self) -> bool:
        return not self.problem and all(row.mark == "same" for row in self.rows)
