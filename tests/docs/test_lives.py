"""Every example of a journey in the guide is lived, and leads to exactly what the page tells under it."""

from pathlib import Path

import pytest
import yaml

from starter.testing.lookups import Lookup
from tests.docs.pages import ROOT, Block, blocks
from tests.docs.test_examples import GUIDE, HEAD, PARTS, WELCOME_BACK, kind, write, write_whole
from tests.docs.told_lives import Living, read

PAGE, SERVICES = ROOT / "docs/journeys.md", ROOT / "docs/services.md"
SHOWN = [*GUIDE, *blocks(SERVICES, "yaml")]
LIVED = [block for block in SHOWN if kind(block) in ("journey", "steps", "enter", "exit", "goal")]
TEXTS = [*blocks(PAGE, "text"), *blocks(SERVICES, "text")]
REST = PARTS | {"steps": [{"id": "first", "send": "phone-guide"}, {"id": "month", "wait": "30d"}]}
"""round an example that is no steps: a mail and a month in which it can be left"""


def told(block: Block) -> list[Block]:
    """The lives under an example: until the next one."""
    later = [other.line for other in SHOWN if other.page == block.page and other.line > block.line]
    end = min(later, default=10**6)
    return [text for text in TEXTS if text.page == block.page and block.line < text.line < end]


TOLD = [(block, text) for block in LIVED for text in told(block)]


@pytest.mark.parametrize("block", LIVED, ids=lambda block: block.place)
def test_an_example_tells_what_comes_of_it(block: Block) -> None:
    assert told(block), f"{block.place}: write under it, as text, what happens and what follows"


@pytest.mark.parametrize(("block", "text"), TOLD, ids=lambda one: one.place)
def test_what_an_example_tells_is_what_happens(block: Block, text: Block, tmp_path: Path) -> None:
    living = prepare(tmp_path, block, text.text)
    assert living.lived() == living.expected()


def test_every_section_on_steps_has_a_life() -> None:
    steps = PAGE.read_text(encoding="utf-8").split("\n## Steps\n")[1].split("\n## ")[0]
    sections = steps.split("\n### ")[1:]
    assert len(sections) >= 5
    assert [section.splitlines()[0] for section in sections if "\n```text\n> " not in section] == []


def test_every_told_life_belongs_to_an_example() -> None:
    assert [text.place for text in TEXTS if text not in [life for _, life in TOLD]] == []


def test_a_life_that_is_told_wrongly_is_found(tmp_path: Path) -> None:
    block, text = next((block, text) for block, text in TOLD if "sends phone-guide" in text.text)
    living = prepare(tmp_path, block, text.text.replace("sends phone-guide", "sends phone-welcome"))
    assert living.lived() != living.expected()


def prepare(folder: Path, block: Block, life: str) -> Living:
    """The guide's schema, policy and messages, and the example within a journey."""
    for other in GUIDE:
        if kind(other) in ("triggers", "policy", "message"):
            write_whole(folder, other, kind(other))
    write(folder, "journeys/welcome-back.yaml", WELCOME_BACK)
    text = block.text if kind(block) == "journey" else within(block)
    write(folder, "journeys/example.yaml", text)
    name = str(yaml.safe_load(text)["journey"])
    return Living(read(life), folder / "journeys/example.yaml", name, lookups(), entries=kind(block) != "steps")


def within(block: Block) -> str:
    """A journey with the example as it is written."""
    part = kind(block)
    rest = {name: value for name, value in (PARTS if part == "steps" else REST).items() if name != part}
    if part == "enter":
        del rest["remember"]  # the event may be another one, or none
    return yaml.safe_dump(HEAD | rest, sort_keys=False) + (f"steps:\n{block.text}" if part == "steps" else block.text)


def lookups() -> dict[str, Lookup]:
    """The class that the page shows."""
    [source] = [block for block in blocks(PAGE, "python") if "class NearestStore" in block.text]
    names: dict[str, type] = {}
    exec(compile(source.text, source.place, "exec"), names)
    return {"nearest_store": names["NearestStore"]()}
