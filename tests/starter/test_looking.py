"""What is to come is shown with what the policy would say to each message."""

from datetime import UTC, datetime

import pytest

from engine.contracts.views import UpcomingItem
from starter.cli.looking import _show_upcoming

AT = datetime(2026, 4, 14, 10, tzinfo=UTC)


def test_each_message_has_the_word_of_the_policy(capsys: pytest.CaptureFixture[str]) -> None:
    message = UpcomingItem(at=AT, what="message", journey="win-back", step="insider", message="insider")
    stopped = message.model_copy(update={"may_block": ("consent_missing",)})
    step = UpcomingItem(at=AT, what="step", journey="win-back", step="question")
    _show_upcoming([message, stopped, step])
    head, *rows = (line.strip() for line in capsys.readouterr().out.splitlines())
    assert head.endswith("the policy would say")
    assert [row.split()[-1] for row in rows] == ["send", "consent_missing", "question"]


def test_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    _show_upcoming([])
    assert capsys.readouterr().out == "nothing known within 14 days\n"
