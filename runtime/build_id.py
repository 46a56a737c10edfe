"""Names the build by what decides: a hash over the source that runs inside workflows."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("engine", "workflows")
MODULES = ("activities.options",)
"""time-outs and retries of activities: they are part of the commands of a workflow"""


def build_id() -> str:
    """12 hex digits, equal on every machine that has the same source. Raises ModuleNotFoundError."""
    sources = {name: path for package in PACKAGES for name, path in _package(package)}
    sources |= {f"{module.replace('.', '/')}.py": _origin(module) for module in MODULES}
    return hash_of(sources)


def hash_of(sources: dict[str, Path]) -> str:
    """Over names and texts in order of the names; the way a checkout ends its lines does not count."""
    whole = hashlib.sha256()
    for name in sorted(sources):
        text = sources[name].read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{len(name)}:{name}{len(text)}:".encode() + text)
    return whole.hexdigest()[:12]


def _package(package: str) -> list[tuple[str, Path]]:
    folder = _origin(package).parent
    return [(f"{package}/{path.relative_to(folder).as_posix()}", path) for path in folder.rglob("*.py")]


def _origin(module: str) -> Path:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{module!r} is not installed: the build cannot be named", name=module)
    return Path(spec.origin)
