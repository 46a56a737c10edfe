"""The journeys folder as it was in a revision of git, read without touching the working tree."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalogue.build import build
from catalogue.differences.edition import NOTHING, Edition, edition_of
from catalogue.folder import read_folder
from catalogue.mail.flaws import FlawedMail
from starter.errors import InputRefused

_SECONDS = 60


def edition_in(folder: Path) -> Edition:
    """Of the working tree; lint may have more to say of it. Raises InputRefused."""
    definitions, faults = read_folder(folder)
    if definitions is None:
        listed = "\n".join(str(fault) for fault in faults)
        raise InputRefused(f"{folder} cannot be read as it is:\n{listed}")
    try:
        return edition_of(build(definitions))
    except FlawedMail as error:
        raise InputRefused(f"{folder}: {error}") from error


def edition_at(revision: str, folder: Path) -> Edition:
    """Of a revision; nothing where the folder was not there yet. Raises InputRefused."""
    with folder_at(revision, folder) as there:
        return NOTHING if there is None else edition_in(there)


@contextmanager
def folder_at(revision: str, folder: Path) -> Iterator[Path | None]:
    """A copy of the folder as it was; None where it was not there yet. Raises InputRefused."""
    root = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    inside = folder.resolve().relative_to(root.resolve()).as_posix()
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", of=revision)
    name = commit.decode().strip()
    if not _git(root, "ls-tree", "-d", name, "--", inside) and inside != ".":
        yield None
        return
    packed = _git(root, "archive", "--format=tar", name, "--", inside)
    with tempfile.TemporaryDirectory(prefix="twostep-diff-") as there:
        try:
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                archive.extractall(there, filter="data")
            yield Path(there) / inside
        except (InputRefused, tarfile.FilterError) as error:
            raise InputRefused(f"at {revision}: {str(error).replace(f'{there}/', '')}") from error


def _git(place: Path, *words: str, of: str | None = None) -> bytes:
    where = place if place.is_dir() else place.parent
    command = ["git", "-C", str(where), *words]
    try:
        return subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True).stdout
    except subprocess.CalledProcessError as error:
        if of is not None:
            raise InputRefused(f"git knows no revision {of!r} in {place}: name a commit, a branch or a tag") from error
        said = error.stderr.decode(errors="replace").strip()
        raise InputRefused(f"git cannot read {place}: {said}") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise InputRefused(f"git cannot be used: {error}") from error
