"""Keeps how far a broadcast has come in a file that survives a crash."""

import os
from pathlib import Path

from pydantic import Field, ValidationError

from engine.model import Attributes, Frozen
from starter.errors import InputRefused


class Mark(Frozen):
    """Which broadcast it is, and how many of its audience are done."""

    broadcast: str
    message: str
    department: str | None
    audience: str
    """SHA-256 of the file"""
    facts: Attributes = Field(default_factory=dict)
    """what the content reads as `run.*`"""
    done: int = 0


class Bookmark:
    """Everybody before it is done; of those behind it some may be, which their proposals' ids tell."""

    def __init__(self, file: Path | None) -> None:
        """None: the broadcast begins at the beginning every time."""
        self._file = file

    def open(self, mark: Mark) -> int:
        """Write it before anything is proposed; returns how many are done. Raises InputRefused for another one's."""
        kept = self._read()
        if kept is None:
            self.keep(mark)
            return 0
        for part in ("broadcast", "message", "department", "audience", "facts"):
            if getattr(kept, part) != getattr(mark, part):
                raise InputRefused(
                    f"{str(self._file)!r} is of another broadcast: its {part} is {getattr(kept, part)!r}, here it is "
                    f"{getattr(mark, part)!r}; name another file, or none: nobody gets a broadcast of "
                    "one name twice without it either"
                )
        return kept.done

    def keep(self, mark: Mark) -> None:
        """On the disk when this returns, whole or not at all."""
        if self._file is None:
            return
        new = self._file.with_name(f"{self._file.name}.new")
        try:
            with new.open("w", encoding="utf-8") as opened:
                opened.write(mark.model_dump_json() + "\n")
                opened.flush()
                os.fsync(opened.fileno())
            new.replace(self._file)
        except OSError as error:
            raise InputRefused(f"--resume {str(self._file)!r} cannot be written: {error.strerror}") from error

    def _read(self) -> Mark | None:
        if self._file is None or not self._file.exists():
            return None
        try:
            return Mark.model_validate_json(self._file.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise InputRefused(f"--resume {str(self._file)!r} is no file that a broadcast wrote") from error
