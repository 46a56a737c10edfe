"""Every YAML example of the documentation is linted: whole files as they are, parts inside a small journey."""

import re
import shutil
from pathlib import Path
from typing import get_args

import pytest
import yaml

from catalogue.faults import Fault
from catalogue.lint.checks import lint
from catalogue.yaml_file import read_yaml
from engine.expressions.names import CALLS
from engine.language.policy import Policy
from engine.language.steps import Step
from engine.language.waits import BetweenWait, CalendarWait, DateWait, DaysOfWait, DaysWait, QuietWait, UntilWait
from tests.docs.pages import PAGES, ROOT, Block, blocks

EXAMPLES = [
    block
    for page in PAGES
    for block in blocks(page, "yaml")
    if page.name != "README.md" or page.parent != ROOT  # its journey belongs to the record shop
    if page.name != "consent.md"  # its blocks are its example's: test_consent.py compares them
    if page.name != "content.md"  # its files are one folder: test_content.py reads them together
    if not block.text.startswith("customer_id:")  # a file of events: the tests of `simulate` read those
    if not block.text.startswith("scenario:")  # test_scenarios.py plays them
]
README = blocks(ROOT / "README.md", "yaml")
GUIDE = [block for block in EXAMPLES if block.page == "docs/journeys.md"]

HEAD = {"journey": "example", "title": "Example", "department": "care"}
PARTS = {
    "enter": {"trigger": "purchase"},
    "remember": {"phone": "event.product", "order_id": "event.order_id"},
    "steps": [{"id": "done", "end": "done"}],
}
WAITS = (BetweenWait, CalendarWait, DateWait, DaysOfWait, DaysWait, QuietWait, UntilWait)
WELCOME_BACK = HEAD | {"journey": "welcome-back", "enter": {"call": True}, "steps": [{"id": "over", "end": "over"}]}


def kind(block: Block) -> str:
    """Which file it is, or which part of a journey."""
    data = read_yaml(block.text, block.place).data
    if isinstance(data, list):
        return "steps"
    assert isinstance(data, dict), f"{block.place}: neither keys nor steps"
    first = next(iter(data))
    if first in Policy.model_fields and first != "policy":
        return "rules"
    known = {"journey", "message", "policy", "triggers", "enter", "exit", "goal", "remember"}
    return first if first in known else "conditions"


def write(folder: Path, name: str, text: object) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if isinstance(text, str) else yaml.safe_dump(text, sort_keys=False), encoding="utf-8")


def write_message(folder: Path, text: str) -> None:
    written = yaml.safe_load(text)
    needs = " ".join(f"{{{{ {name} }}}}" for name in written.get("needs", {}))
    for body in ("email.html", "email.txt"):
        write(folder, f"content/{written['message']}/{body}", f"{{{{ message.title }}}} {needs}")
    write(folder, f"content/{written['message']}/message.yaml", text)


def write_whole(folder: Path, block: Block, of: str) -> None:
    match of:
        case "triggers":
            write(folder, "schema.yaml", block.text)
        case "policy":
            write(folder, "policy.yaml", block.text)
        case "message":
            write_message(folder, block.text)
        case "journey":
            write(folder, "journeys/whole.yaml", block.text)
        case "conditions":
            names = yaml.safe_load(block.text)
            steps = [{"id": f"if-{name}", "when": {"is": name}, "set": {"run.met": 1}} for name in names]
            write(folder, "conditions.yaml", block.text)
            write(folder, "journeys/named.yaml", HEAD | PARTS | {"steps": steps})
        case _:
            pass


def write_part(folder: Path, block: Block, of: str) -> None:
    """A part of a journey, as written, with the rest of a journey round it."""
    given = block.text if of != "steps" else f"steps:\n{block.text}"
    rest = {name: part for name, part in PARTS.items() if name != of}
    if of == "enter":
        del rest["remember"]  # the event may be another one, or none
    write(folder, "journeys/part.yaml", yaml.safe_dump(HEAD | rest, sort_keys=False) + given)


def faults(folder: Path, block: Block) -> list[Fault]:
    """What lint says of a block among the schema, the policy and the messages of the guide."""
    for other in GUIDE:
        if kind(other) in ("triggers", "policy", "message"):
            write_whole(folder, other, kind(other))
    write(folder, "journeys/welcome-back.yaml", WELCOME_BACK)
    of = kind(block)
    if of == "rules":
        write(folder, "policy.yaml", "policy: example\n" + block.text)
    elif of in ("steps", "enter", "exit", "goal", "remember"):
        write_part(folder, block, of)
    else:
        write_whole(folder, block, of)
    return lint(folder)[0]


@pytest.mark.parametrize("block", README, ids=lambda block: block.place)
def test_a_journey_of_the_readme_passes_lint_in_the_folder_that_it_names(block: Block, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "journeys", tmp_path, dirs_exist_ok=True)
    before = [str(fault) for fault in lint(tmp_path)[0]]
    write(tmp_path, "big-order.yaml", block.text)
    found, definitions = lint(tmp_path)
    assert [str(fault) for fault in found] == before
    assert definitions is not None
    assert "big-order" in definitions.journeys


def test_the_readme_has_a_journey() -> None:
    assert [kind(block) for block in README] == ["journey"]


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.place)
def test_example_passes_lint_without_a_warning(block: Block, tmp_path: Path) -> None:
    assert [str(fault) for fault in faults(tmp_path, block)] == []


@pytest.mark.parametrize(
    ("of", "old", "new"),
    [
        ("steps", "send:", "sned:"),
        ("enter", "trigger: purchase", "trigger: purchas"),
        ("conditions", "customer.plan", "customer.pan"),
        ("journey", "run.order_id", "run.oder_id"),
        ("message", "run.phone", "run-phone"),
    ],
)
def test_a_slip_in_an_example_is_told(of: str, old: str, new: str, tmp_path: Path) -> None:
    good = next(block for block in GUIDE if kind(block) == of and old in block.text)
    slip = Block(good.page, good.line, good.language, good.text.replace(old, new, 1))
    assert faults(tmp_path, slip) != []


def test_the_guide_has_every_kind_of_example() -> None:
    kinds = {kind(block) for block in GUIDE}
    assert kinds >= {"journey", "message", "policy", "triggers", "enter", "exit", "goal", "steps", "conditions"}


def test_the_guide_shows_every_kind_of_step_and_of_wait() -> None:
    text = "\n".join(block.text for block in GUIDE)
    own_keys = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", step.__name__).lower() for step in get_args(Step)}
    own_keys |= {next(iter(form.model_fields)) for form in WAITS}
    assert [key for key in sorted(own_keys) if f"{key}:" not in text] == []


def test_the_guide_shows_every_function() -> None:
    text = "\n".join(block.text for block in GUIDE)
    assert [name for name in CALLS if f"{name}(" not in text] == []
