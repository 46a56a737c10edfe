"""Names the build by what decides: a hash over the source that runs inside workflows and the time-zone rules."""

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

DEPLOYMENT = "twostep"
"""whose builds Temporal knows the workers by"""
PACKAGES = ("engine", "workflows")
MODULES = ("activities.options",)
"""time-outs and retries of activities: they are part of the commands of a workflow"""
RULES = ("tzdata",)
"""packages whose data decides: other time-zone rules give other deadlines"""


def build_id() -> str:
    """12 hex digits, equal on every machine that has the same source and rules. Raises ModuleNotFoundError."""
    sources = {name: path for package in PACKAGES for name, path in _package(package)}
    sources |= {f"{module.replace('.', '/')}.py": _origin(module) for module in MODULES}
    return hash_of(sources, {package: version(package) for package in RULES})


def hash_of(sources: Mapping[str, Path], versions: Mapping[str, str]) -> str:
    """Over names, texts and versions in order of the names; the way a checkout ends its lines does not count."""
    whole = hashlib.sha256()
    parts = {name: path.read_bytes().replace(b"\r\n", b"\n") for name, path in sources.items()}
    parts |= {f"{package}==": number.encode() for package, number in versions.items()}
    for name, text in sorted(parts.items()):
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
