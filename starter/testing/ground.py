"""What a test of journeys begins with, and the journeys folders that it publishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from catalogue.build import Built, build
from catalogue.lint.checks import lint
from catalogue.publish import LintFailed
from starter.testing.errors import MistakenTest
from starter.testing.lookups import Lookup

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed

_Look = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Ground:
    """`root` is where names of folders in tests are relative to."""

    root: Path
    journeys: Path
    start: datetime
    lookups: Mapping[str, Lookup]

    def folder(self, named: Path | str | None) -> Path:
        """The journeys folder that a test names, or else the configured one. Raises MistakenTest."""
        found = (self.journeys if named is None else self.root / named).resolve()
        if not found.is_dir():
            raise MistakenTest(
                f"there is no journeys folder {found}: write `twostep_journeys = FOLDER` in pytest's configuration, "
                "override the fixture `twostep_journeys`, or publish(FOLDER) in the test"
            )
        return found


def built(folder: Path) -> Built:
    """Linted and built once in a process, as long as no file of it changes. Raises LintFailed."""
    return _built(folder, _look(folder))


@lru_cache(maxsize=64)
def _built(folder: Path, look: _Look) -> Built:
    faults, definitions = lint(folder)
    if definitions is None:
        raise LintFailed(folder, faults)
    return build(definitions)


def _look(folder: Path) -> _Look:
    """Enough to see that a file changed."""
    files = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in files)
