"""Keeps the folder of `twostep run` to one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.exit import StartError

LOCK = "lock"


class FolderInUse(StartError):
    """Another process runs in the folder; the text names it and says how to have a second installation."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Ours for as long as the context lasts; a process that dies lets go by itself. Raises FolderInUse."""
    # Never removed: a lock on a file that is gone keeps nobody out.
    with (folder / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise FolderInUse(
                f"another `twostep run` (pid {file.read().strip() or 'unknown'}) uses {folder}: stop it; "
                "for a second installation set STATE_DIR as well as the ports"
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
