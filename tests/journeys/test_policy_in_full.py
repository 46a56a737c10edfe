"""A policy with every kind of rule, each written at its widest, is good for the phone company as it stands."""

import shutil
from pathlib import Path

import pytest

from catalogue.lint.checks import lint
from starter.scenarios.showing import as_text
from starter.tracking_plan import complaints
from tests.journeys.resident import FOLDER
from trials.scenarios.run import run
from trials.scenarios.script import Scripts

POLICY = Path(__file__).parent / "in_full" / "policy.yaml"
NAMED = {"password-reset": "order-receipt", "insider-letter": "insider-repair-bench"}
"""messages that it names and the phone company does not send, each in the words of one that it does"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "journeys")
    shutil.copy(POLICY, tmp_path / "journeys" / "policy.yaml")
    for name, like in NAMED.items():
        written = tmp_path / "journeys" / "content" / name
        shutil.copytree(FOLDER / "content" / like, written)
        text = (written / "message.yaml").read_text(encoding="utf-8")
        (written / "message.yaml").write_text(text.replace(f"message: {like}", f"message: {name}"), encoding="utf-8")
    return tmp_path / "journeys"


def test_it_has_no_fault_and_one_warning_of_channels_that_are_not_in_use(folder: Path) -> None:
    faults, found = lint(folder)
    assert [(fault.level, fault.path) for fault in faults] == [("warning", "channels")]
    assert found is not None
    policy = found.policy.model
    kinds = (policy.quiet_hours, policy.caps, policy.conflicts, policy.blocks, policy.mix, policy.holdout)
    assert [len(rules) for rules in (*kinds, policy.guards)] == [4, 3, 1, 2, 2, 1, 2]


def test_the_newsletter_waits_on_the_day_of_the_welcome_mail_under_it_too(folder: Path) -> None:
    outcome = run(folder / "scenarios" / "welcome-day.yaml", Scripts(complaints))
    assert outcome.passed, as_text(outcome)
