"""Reactions in an events file: to the newest message of that key, as the rules let it out."""

from pathlib import Path

from engine.language.terms import Reason
from tests.docs.pages import ROOT
from trials.simulate import simulate

EVENTS = """customer_id: ann
inputs:
  - kind: identify
    at: "2026-04-13T08:00:00Z"
    attributes: { email: ann@example.com }
    consents: [ { status: granted } ]
  - { kind: propose, at: "2026-04-14T08:00:00Z", message: insider }
  - { kind: feedback, at: "2026-04-14T09:00:00Z", message: MESSAGE, reaction: unsubscribed }
  - { kind: propose, at: "2026-04-15T08:00:00Z", message: insider }
"""


def sent_and_dropped(folder: Path, message: str) -> tuple[int, list[tuple[Reason, int]]]:
    events = folder / "events.yaml"
    events.write_text(EVENTS.replace("MESSAGE", message))
    found = simulate(ROOT / "examples" / "house-rules", events)
    return found.sent, [(one.reason, one.dropped) for one in found.reasons]


def test_a_reaction_is_to_what_was_sent(tmp_path: Path) -> None:
    assert sent_and_dropped(tmp_path, "insider") == (1, [(Reason.OPTED_OUT, 1)])


def test_a_reaction_to_what_was_not_sent_is_passed_over(tmp_path: Path) -> None:
    assert sent_and_dropped(tmp_path, "tips") == (2, [])
