"""The doors of the house: who may import whom, how pure the engine is, what a workflow's import may load."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MAY_IMPORT: dict[str, set[str]] = {
    "engine": set(),
    "standins": set(),
    "activities": {"engine"},
    "audit": {"engine"},
    "catalogue": {"engine"},
    "channels": {"engine"},
    "lookups": {"engine"},
    "runtime": {"engine"},
    "workflows": {"engine", "activities"},
    "trials": {"engine", "catalogue", "workflows", "audit", "runtime"},
    "worker": {
        "engine", "activities", "audit", "catalogue", "channels", "runtime", "workflows", "trials",
    },
    "starter": {
        "engine", "activities", "audit", "catalogue", "channels", "runtime", "workflows", "trials",
        "standins", "worker",
    },
}  # fmt: skip
OURS = set(MAY_IMPORT)

PURE_IMPORTS = {
    "__future__", "abc", "ast", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal",
    "enum", "fractions", "functools", "hashlib", "heapq", "itertools", "json", "math", "operator", "re",
    "string", "textwrap", "types", "typing", "unicodedata", "zoneinfo",
    "annotated_types", "pydantic", "pydantic_core", "typing_extensions", "yaml", "engine",
}  # fmt: skip
"""What the engine may import; the rest could read a clock, chance, a file or the network."""

IMPURE_NAMES = {"open", "input", "print", "exec", "eval", "compile", "__import__", "breakpoint", "globals"}
IMPURE_MEMBERS = {
    ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"),
    ("datetime", "fromtimestamp"), ("zoneinfo", "reset_tzpath"),
}  # fmt: skip

VENDORS = {
    "aiohttp", "alembic", "cryptography", "fastapi", "httpx", "liquid", "matplotlib", "opentelemetry.sdk",
    "psycopg", "python_http_client", "requests", "rich", "sendgrid", "sqlalchemy", "sqlmodel", "starlette",
    "typer", "yaml",
}  # fmt: skip


def modules(package: str) -> list[Path]:
    if (ROOT / f"{package}.py").exists():
        return [ROOT / f"{package}.py"]
    return sorted((ROOT / package).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import, also those inside functions and type-checking blocks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, ("." * node.level) + (node.module or "")


def wrong_doors(package: str, source: str, place: str) -> list[str]:
    return [
        f"{place}:{line}: {package} may not import {name}"
        for line, name in imported(ast.parse(source))
        if (top := name.split(".")[0]) in OURS and top != package and top not in MAY_IMPORT[package]
    ]


WORKFLOW_IMPORTS = PURE_IMPORTS | {"asyncio", "temporalio", "activities", "workflows"}
"""The shell may wait and give orders; otherwise it is as pure as the engine, since it is passed through too."""


def impurities(source: str, place: str, allowed: frozenset[str] | set[str] = PURE_IMPORTS) -> list[str]:
    tree = ast.parse(source)
    found = [
        f"{place}:{line}: pure code may not import {name}"
        for line, name in imported(tree)
        if name.split(".")[0] not in allowed
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (called := impure_call(node.func)):
            found.append(f"{place}:{node.lineno}: pure code may not call {called}")
    return found


def impure_call(called: ast.expr) -> str | None:
    match called:
        case ast.Name(id=name) if name in IMPURE_NAMES:
            return name
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=member):
            return f"{owner}.{member}" if (owner, member) in IMPURE_MEMBERS else None
        case _:
            return None


@pytest.mark.parametrize("package", sorted(OURS - {"worker"}))
def test_every_package_goes_through_its_own_doors_only(package: str) -> None:
    files = modules(package)
    assert files, f"{package} has no modules"
    wrong = [fault for path in files for fault in wrong_doors(package, path.read_text(), str(path.relative_to(ROOT)))]
    assert not wrong, "\n".join(wrong)


def test_worker_goes_through_its_own_doors_only() -> None:
    source = (ROOT / "worker.py").read_text()
    assert not wrong_doors("worker", source, "worker.py")


def test_every_package_of_the_house_is_listed_here() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages == OURS - {"worker"}


def test_the_workflows_are_pure() -> None:
    found = [
        fault
        for path in modules("workflows")
        for fault in impurities(path.read_text(), str(path.relative_to(ROOT)), WORKFLOW_IMPORTS)
    ]
    assert not found, "\n".join(found)


def test_the_engine_is_pure() -> None:
    found = [fault for path in modules("engine") for fault in impurities(path.read_text(), str(path.relative_to(ROOT)))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "import random",
        "from os import environ",
        "import time",
        "from uuid import uuid4",
        "def f():\n    import asyncio",
        "from temporalio import workflow",
        "from audit import store",
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import date\ndate.today()",
        "open('rules.yaml')",
        "print('here')",
    ],
)
def test_an_impurity_is_found(code: str) -> None:
    assert impurities(code, "engine/example.py")


@pytest.mark.parametrize(
    ("package", "code"),
    [
        ("engine", "import activities.deliver"),
        ("channels", "from catalogue import store"),
        ("workflows", "def f():\n    from audit.store import Store"),
        ("worker", "from starter.client import JourneyClient"),
        ("trials", "import worker"),
        ("standins", "from engine.model import Frozen"),
        ("activities", "from runtime.settings import Settings"),
    ],
)
def test_a_wrong_door_is_found(package: str, code: str) -> None:
    assert wrong_doors(package, code, f"{package}/example.py")


def test_importing_the_customer_workflow_loads_no_vendor() -> None:
    probe = "import json, sys; import workflows.customer; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded: list[str] = json.loads(done.stdout)
    assert "workflows.customer" in loaded
    assert not {vendor for vendor in VENDORS for name in loaded if name == vendor or name.startswith(f"{vendor}.")}
