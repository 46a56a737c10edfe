"""The page on consent shows the files of its example, which pass lint without a warning."""

import re

import pytest

from catalogue.lint.checks import lint
from engine.language.preferences import Preferences
from tests.docs.pages import ROOT

EXAMPLE = ROOT / "examples" / "consent"
PAGE = (ROOT / "docs" / "consent.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"`([\w.-]+\.yaml)`:\n\n```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_example_passes_lint_without_a_warning() -> None:
    faults, definitions = lint(EXAMPLE)
    assert definitions is not None and [str(fault) for fault in faults] == []


@pytest.mark.parametrize(("name", "text"), SHOWN, ids=lambda shown: shown[:30])
def test_what_is_shown_stands_in_the_file(name: str, text: str) -> None:
    assert text in (EXAMPLE / name).read_text(encoding="utf-8")


def test_everything_that_can_be_offered_is_explained() -> None:
    assert len(SHOWN) == 5 and PAGE.count("```yaml") == len(SHOWN)
    names = [name for name in Preferences.model_fields if name not in ("preferences", "languages")]
    assert [name for name in names if f"| `{name}` |" not in PAGE] == []
