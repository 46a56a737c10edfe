"""The operators' page explains every reason that there is, and no other."""

import re

from engine.language.terms import EntryRefusal, Reason
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
SECTION = PAGE.split("### Reasons", 1)[1].split("**Traces and metrics**")[0]
MESSAGES, ENTRIES = SECTION.split("Why a journey was not entered:")


def named(text: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def test_every_reason_of_a_message_is_explained_once() -> None:
    assert sorted(named(MESSAGES)) == sorted(Reason)


def test_every_reason_against_an_entry_is_explained_once() -> None:
    assert sorted(named(ENTRIES)) == sorted(EntryRefusal)
