"""What a call's outcome says is known to lint: its words, and when she wants to be called back."""

from pathlib import Path

from tests.catalogue.folders import small_journey
from tests.catalogue.linting import told

WAIT = """
  - id: talk
    wait_for:
      timeout: {{ after: 2d }}
      first_of:
        - {{ name: sold, reaction: call_outcome, message: receipt, when: '{when}' }}
  - {{ id: back, wait: {{ {wait} }} }}
"""
CALL_BACK = "date: run.talk.event.call_back_at"


def faults(folder: Path, when: str, wait: str = CALL_BACK) -> list[str]:
    found = told(folder, small_journey(WAIT.format(when=when, wait=wait)))
    return [one.message for one in found if one.path.startswith("steps")]


def test_its_words_and_its_instant_are_known(tmp_path: Path) -> None:
    assert faults(tmp_path, 'event.outcome == "sold"') == []


def test_a_slip_in_a_word_or_a_name_is_found(tmp_path: Path) -> None:
    [slip] = faults(tmp_path / "a", 'event.outcome == "soled"')
    assert "soled" in slip
    [name] = faults(tmp_path / "b", 'event.outcom == "sold"')
    assert "outcom" in name


def test_a_number_of_days_is_no_instant(tmp_path: Path) -> None:
    assert faults(tmp_path, 'event.outcome == "sold"', "days_of: run.talk.event.call_back_at") != []
