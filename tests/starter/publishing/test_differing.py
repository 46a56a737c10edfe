from pathlib import Path

import pytest

from starter.publishing.publish import commit_of
from tests.starter.command import twostep
from tests.starter.publishing_folder import Shop, git


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Two commits and a change in the working tree."""
    made = Shop(tmp_path, monkeypatch)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "empty")
    git(tmp_path, "tag", "empty")
    git(tmp_path, "add", "shop")
    git(tmp_path, "commit", "--quiet", "--message", "one")
    git(tmp_path, "tag", "one")
    made.change("journeys/win-back.yaml", "wait: 30d", "wait: 3w")
    git(tmp_path, "commit", "--quiet", "--all", "--message", "two")
    made.change("policy.yaml", "zone: ", "zone: Europe/Paris  # not ")
    return made


def test_two_revisions(shop: Shop) -> None:
    done = twostep("diff", "one..main")
    assert done.exit_code == 0
    assert "~ give-it-time: wait, 3 weeks; wait: 30d → 3w" in done.stdout
    assert "Paris" not in done.stdout  # not committed
    assert "how many customers are inside is not known" in done.stdout


def test_a_revision_and_the_working_tree(shop: Shop) -> None:
    both, newest = twostep("diff", "one").stdout, twostep("diff").stdout
    assert "wait: 30d → 3w" in both and "→ Europe/Paris" in both
    assert "wait: 30d → 3w" not in newest and "→ Europe/Paris" in newest


def test_a_folder_that_was_not_there_yet(shop: Shop) -> None:
    assert "+ win-back: We have not seen you for a while (new)" in twostep("diff", "empty..one").stdout


def test_what_was_published(shop: Shop) -> None:
    assert twostep("publish").exit_code == 0
    shop.change("journeys/win-back.yaml", "wait: 3w", "wait: 4w")
    done = twostep("diff", "--from-catalogue", "1", "--markdown")
    assert done.stdout.startswith("## Journeys: `catalogue 1` → `the working tree`\n")
    assert "wait: 3w → 4w" in done.stdout and "**nobody is inside.**" in done.stdout
    assert "wait: 3w → 30d" in twostep("diff", "one", "--from-catalogue", "1").stdout


def test_who_is_inside_and_where_they_would_go_in_what_is_not_published(shop: Shop) -> None:
    assert twostep("publish").exit_code == 0
    shop.enrol("ann", "win-back", shop.version(1, "win-back"))
    shop.enrol("bob", "win-back", shop.version(1, "win-back"), "question")
    shop.change("journeys/win-back.yaml", "- id: question", "- id: ask")
    told = twostep("diff", "--markdown").stdout
    assert (
        "**2 customers inside stay: 2 on the version of catalogue 1.** `twostep migrate win-back` would move 2" in told
    )
    assert "1 goes on at its step and 1 goes to another step.\n\n" in told and "| `question` | `over` | 1 |\n" in told
    back = twostep("diff", "main..one").stdout
    assert "would move 2 enrolments: 2 go on at their step" in back
    (shop.folder / "journeys/win-back.yaml").unlink()
    gone = twostep("diff").stdout
    assert "2 customers inside stay: 2 on the version of catalogue 1" in gone and "would move" not in gone


def test_the_exit_code_tells_on_request(shop: Shop) -> None:
    assert twostep("diff", "one..main", "--exit-code").exit_code == 1
    same = twostep("diff", "main..main", "--exit-code")
    assert (same.exit_code, same.stdout) == (0, "nothing differs\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere..main",), "git knows no revision 'nowhere'"),
        (("--output=x..main",), "No such option"),
        (("one...main",), "three dots are not read"),
        (("one..main", "--from-catalogue", "1"), "--from-catalogue is compared with one revision"),
        (("--from-catalogue", "7"), "nothing is published in this database yet"),
    ],
)
def test_an_error_says_what_to_do(shop: Shop, words: tuple[str, ...], said: str) -> None:
    done = twostep("diff", *words)
    assert done.exit_code in (1, 2) and said in done.stderr


def test_a_revision_that_cannot_be_read_names_its_file(shop: Shop) -> None:
    shop.change("journeys/win-back.yaml", "steps:", "stepps:")
    git(shop.folder, "commit", "--quiet", "--all", "--message", "broken")
    done = twostep("diff", "one..main")
    assert done.exit_code == 1 and "at main: shop cannot be read as it is:" in done.stderr
    assert "journeys/win-back.yaml:" in done.stderr


def test_outside_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Shop(tmp_path, monkeypatch)
    assert "git cannot read" in twostep("diff").stderr


def test_the_commit_of_a_folder_is_dirty_by_its_own_files_only(shop: Shop) -> None:
    dirty = commit_of(shop.folder)
    assert dirty is not None and dirty.endswith("-dirty")
    git(shop.folder, "commit", "--quiet", "--all", "--message", "clean")
    (shop.folder.parent / "elsewhere.txt").write_text("not in the folder")
    assert len(commit_of(shop.folder) or "") == 40


def test_pictures_are_written_as_their_file_ends(shop: Shop, tmp_path: Path) -> None:
    assert twostep("graph", "win-back").stdout.startswith("<svg ")
    assert twostep("graph", "win-back", "--format", "mermaid").stdout.startswith("flowchart TD\n")
    done = twostep("map", "--out", str(tmp_path / "map.mmd"))
    assert done.stdout == f"written: {tmp_path / 'map.mmd'}\n"
    assert (tmp_path / "map.mmd").read_text().startswith("flowchart LR\n")
    assert "did you mean 'win-back'?" in twostep("graph", "winback").stderr
    assert "cannot be written" in twostep("map", "--out", str(tmp_path / "no" / "map.svg")).stderr


def test_a_link_out_of_the_folder_is_refused(shop: Shop) -> None:
    (shop.folder / "secrets.yaml").symlink_to("/etc/hosts")
    git(shop.folder, "add", "secrets.yaml")
    git(shop.folder, "commit", "--quiet", "--message", "linked")
    done = twostep("diff", "one..main")
    assert done.exit_code == 1
    assert "at main: 'shop/secrets.yaml' is a link to an absolute path" in done.stderr


SCENARIO = """scenario: a year of silence
given: { zone: UTC, journeys: [win-back], customer: { id: ann, consents: all } }
when:
  - { at: "2026-01-05 12:00", trigger: purchase, quantity: 1, amount: 10 }
then:
  - { at: "2026-04-05 12:00", enter: win-back }
  - { at: "2026-04-05 12:00", send: win-back-insider, channel: email }
  - { at: "2026-04-26 12:00", send: win-back-question, channel: email }
  - { at: "2026-04-26 12:00", exit: win-back, outcome: lapsed }
until: "2026-12-31 00:00"
"""


def test_scenarios_that_come_out_otherwise_and_new_ones(shop: Shop) -> None:
    assert "scenarios/" not in twostep("diff", "one").stdout
    (shop.folder / "scenarios").mkdir()
    (shop.folder / "scenarios" / "silence.yaml").write_text(SCENARIO)
    assert "+ scenarios/silence.yaml: a year of silence (new)" in twostep("diff").stdout
    git(shop.folder, "add", "scenarios")
    git(shop.folder, "commit", "--quiet", "--message", "three")
    assert "scenarios/" not in twostep("diff").stdout
    shop.change("journeys/win-back.yaml", "wait: 3w", "wait: 4w")
    told = twostep("diff").stdout
    assert "~ scenarios/silence.yaml: a year of silence (comes out otherwise, and fails)\n" in told
    assert "    - 2026-04-26 12:00  send win-back-question by email\n" in told
    assert "    + 2026-05-03 12:00  send win-back-question by email\n" in told
    assert "### Scenarios\n" in twostep("diff", "--markdown").stdout
