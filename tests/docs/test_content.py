"""The files of the page on messages are one folder: they pass lint, and render to what the page shows."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalogue.lint.checks import lint
from catalogue.yaml_file import read_yaml
from engine.language.message import Message
from starter.main import app
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
_FILE = re.compile(r"`([\w./-]+\.(?:yaml|mjml))`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = dict(_FILE.findall(PAGE))
SCHEMA = """\
triggers:
  product_viewed: { product: text, price: number }
customer:
  first_name: { type: text, personal: true }
  address: { type: address, personal: true }
  language: text
lookups:
  nearest_store: { in: { at: address }, out: { name: text, km: number }, timeout: 2s }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"schema.yaml": SCHEMA, **FILES}.items():
        path = tmp_path / ("scenarios/facts.yaml" if name == "facts.yaml" else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_files_of_the_page_pass_lint_without_a_warning(folder: Path) -> None:
    assert len(FILES) == 11
    assert [str(fault) for fault in lint(folder)[0]] == []


def preview(folder: Path, *words: str) -> str:
    facts = str(folder / "scenarios" / "facts.yaml")
    done = CliRunner().invoke(app, ["preview", "browse-help", "--customer", facts, "--folder", str(folder), *words])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_the_preview_is_what_the_page_shows(folder: Path) -> None:
    shown = re.search(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert preview(folder, "--text").strip() == shown[1].strip()


def test_the_german_of_the_page_has_its_own_and_falls_back(folder: Path) -> None:
    text = preview(folder, "--text", "--language", "de")
    assert "Es lässt sich in 24 Raten zahlen." in text
    assert "East Side is 2.4 km away" in text


def test_what_each_channel_needs_is_shown_as_it_is_written() -> None:
    section = PAGE.partition("## What each channel needs\n")[2].partition("\n## ")[0]
    shown = re.findall(r"^```yaml\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    messages = [
        Message.model_validate(read_yaml(text, "content.md").data, by_alias=True, by_name=False) for text in shown
    ]
    assert [one.message for one in messages] == ["order-on-its-way", "courtesy-call"]
    written = {name for one in messages for name in one.model_fields_set}
    assert written >= {"email", "sms", "push", "call", "mail"}
