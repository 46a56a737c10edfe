"""Journeys folders for the tests of the plug-in, made of the one that `twostep init` writes."""

import shutil
from pathlib import Path

LOOKUP = """
lookups:
  nearest: { in: { product: text }, out: { name: text }, timeout: 2s }
"""
FIND = """
  - id: find
    lookup: nearest
    with: { product: run.product }
    into: run.store
    fallback: { name: nowhere }
"""


def with_lookup(journeys: Path, target: Path) -> Path:
    """Its mail names the store that a look-up knows."""
    shutil.copytree(journeys, target)
    _append(target / "schema.yaml", LOOKUP)
    journey = target / "accessory-tips.yaml"
    journey.write_text(journey.read_text().replace("\n  - id: tips", FIND + "  - id: tips"))
    message = target / "content" / "accessory-tips" / "message.yaml"
    text = message.read_text().replace("of your {{ run.product }}", "from {{ run.store.name }}")
    message.write_text(f"{text}  run.store.name: required\n")
    return target


def without_wait(journeys: Path, target: Path) -> Path:
    """Its tips come at once."""
    shutil.copytree(journeys, target)
    journey = target / "accessory-tips.yaml"
    before, after = journey.read_text().split("  - id: arrive")
    journey.write_text(before + after[after.index("  - id: tips") :])
    return target


def _append(file: Path, text: str) -> None:
    file.write_text(file.read_text() + text)
