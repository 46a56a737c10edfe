import json
import sys
from pathlib import Path

import pytest

from audit.publications import SqlPublications
from catalogue.publish import prepare
from starter.errors import InputRefused
from starter.local.files import LocalAddresses, write_addresses
from starter.publishing import publish as publishing
from starter.publishing.prospects import prospect
from starter.publishing.publish import commit_of
from tests.starter.command import twostep
from tests.starter.publishing_folder import Shop, git

LONGER = ("journeys/win-back.yaml", "wait: 30d", "wait: 3w")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(tmp_path, monkeypatch)


def numbers(shop: Shop) -> list[int]:
    return [entry.number for database in shop.database() for entry in SqlPublications(database).numbers()]


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("starter.cli.publishing.at_terminal", lambda: True)


def test_the_difference_and_who_is_inside_come_first(shop: Shop) -> None:
    assert twostep("publish").exit_code == 0
    shop.enrol("ann", "win-back", shop.version(1, "win-back"))
    shop.change(*LONGER)
    shop.change("content/thank-you/email.txt", "Thank you", "Many thanks to you")
    said = twostep("publish").stdout
    told, _, after = said.partition("catalogue 2 is in force now")
    assert "~ give-it-time: wait, 3 weeks; wait: 30d → 3w" in told
    assert "1 customer inside stays: 1 on the version of catalogue 1" in told
    assert "`twostep migrate win-back` would move 1 enrolment: 1 goes on at its step" in told
    assert "-Thank you" in told and "+Many thanks to you" in told and after


def test_a_dry_run_publishes_nothing_and_prepares_nothing(shop: Shop) -> None:
    done = twostep("publish", "--dry-run")
    assert done.exit_code == 0 and "+ win-back: We have not seen you for a while (new)" in done.stdout
    assert json.loads(twostep("publish", "--dry-run", "--json").stdout)["in_force"] == 0
    assert twostep("publish").exit_code == 0
    shop.change(*LONGER)
    assert "nothing was published" in twostep("publish", "--dry-run").stdout
    assert numbers(shop) == [1]


def test_a_terminal_is_asked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    refused = twostep("publish", typed="n\n")
    assert refused.exit_code == 1 and "publish this as catalogue 1?" in refused.stdout
    assert twostep("publish", typed="y\n").exit_code == 0
    assert twostep("publish").exit_code == 0  # nothing differs: nothing is asked
    shop.change(*LONGER)
    assert twostep("publish", "--yes").exit_code == 0
    assert numbers(shop) == [1, 2]


def test_another_project_is_taken_for_the_wrong_folder(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert twostep("publish").exit_code == 0
    shop.change("policy.yaml", "policy: record-shop", "policy: my-company")
    wrong = "another project: the policy is 'my-company', in force is 'record-shop'"
    shown = twostep("publish", "--dry-run")
    assert shown.exit_code == 0 and shown.stdout.splitlines()[1] == f"! {wrong}"
    for words in ((), ("--json",)):
        refused = twostep("publish", *words)
        assert refused.exit_code == 1 and numbers(shop) == [1]
        assert wrong in refused.stderr and f"type: twostep publish {shop.folder} --yes" in refused.stderr
    assert twostep("publish", "--yes").exit_code == 0
    at_a_terminal(monkeypatch)
    assert twostep("catalogue", "rollback", "1", "--yes").exit_code == 0
    assert twostep("publish", typed="y\n").exit_code == 0
    assert numbers(shop) == [1, 2, 3, 4]


def test_half_of_the_journeys_gone_is_the_wrong_folder_too(shop: Shop) -> None:
    assert twostep("publish").exit_code == 0
    (shop.folder / "journeys/win-back.yaml").unlink()
    assert "are withdrawn" not in twostep("publish", "--dry-run").stdout
    (shop.folder / "journeys/collector.yaml").unlink()
    refused = twostep("publish")
    assert refused.exit_code == 1 and "nothing was published: 2 of 4 journeys are withdrawn. Is" in refused.stderr
    shop.change("policy.yaml", "policy: record-shop", "policy: my-company")
    assert "! 2 of 4 journeys are withdrawn: the policy is 'my-company'" in twostep("publish", "--dry-run").stdout


def test_the_commit_is_that_of_what_was_shown(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    git(shop.folder.parent, "init", "--quiet")
    git(shop.folder.parent, "add", "shop")
    git(shop.folder.parent, "commit", "--quiet", "--message", "shown")
    shown = commit_of(shop.folder)

    def meanwhile(*_: object, **__: object) -> bool:
        shop.change(*LONGER)
        git(shop.folder.parent, "commit", "--quiet", "--all", "--message", "later")
        return True

    monkeypatch.setattr("typer.confirm", meanwhile)
    assert twostep("publish").exit_code == 0
    assert shown is not None and commit_of(shop.folder) != shown
    [published] = [entry.commit for database in shop.database() for entry in SqlPublications(database).numbers()]
    assert published == shown


def test_what_was_not_shown_is_not_published(shop: Shop) -> None:
    shown = prepare(shop.folder)
    for database in shop.database():
        found = prospect(database, shown.built)
        assert publishing.publish_into(database, shop.folder).number == 1
        shop.change(*LONGER)
        with pytest.raises(InputRefused, match="catalogue 1 was published meanwhile"):
            publishing.put_in_force(database, found, commit=None)
        assert SqlPublications(database).in_force() == 1


def test_a_live_fix_must_suit_those_inside(shop: Shop) -> None:
    assert twostep("publish").exit_code == 0
    shop.enrol("ann", "collector", shop.version(1, "collector"), "tenth")
    shop.change("journeys/collector.yaml", "remember:", "remember:\n  gap: median_gap(purchase)")
    shop.change("content/collector/email.txt", "{{ run.records", "{{ run.gap }} {{ run.records")
    refused = twostep("publish")
    assert refused.exit_code == 1 and numbers(shop) == [1]
    assert "content/collector/email.txt:" in refused.stderr
    assert "1 customer inside 'collector' of catalogue 1 would lack what this reads: 'run.gap'" in refused.stderr
    with (shop.folder / "content/collector/message.yaml").open("a", encoding="utf-8") as message:
        message.write("follow: pinned\n")
    assert twostep("publish").exit_code == 0


def test_what_publishing_begins_is_said_before(shop: Shop) -> None:
    assert twostep("publish").exit_code == 0
    shop.change("journeys/win-back.yaml", "existing: ignore", "existing: { enrol: true, pace: 2000 per 1h }")
    begins = "then those who meet the condition of 'win-back' already are enrolled, 2000 per 1 hour"
    assert begins in twostep("publish", "--dry-run").stdout


def test_who_would_listen_in_vain_is_said(shop: Shop) -> None:
    exit_ = "exit:\n  - trigger: purchase\n"
    with_more = exit_.replace("exit:\n", "exit:\n  - trigger: returned\n    outcome: back\n")
    shop.change("schema.yaml", "triggers:\n", "triggers:\n  returned: {}\n")
    shop.change("journeys/win-back.yaml", exit_, with_more)
    assert twostep("publish").exit_code == 0
    shop.change("schema.yaml", "  returned: {}\n", "")
    shop.change("journeys/win-back.yaml", with_more, exit_)
    assert "still listens" not in twostep("publish", "--dry-run").stdout
    shop.enrol("ann", "win-back", shop.version(1, "win-back"))
    vain = "! 1 customer inside 'win-back' of catalogue 1 still listens to 'returned', which leaves schema.yaml"
    assert vain in twostep("publish").stdout


def test_a_rollback_brings_old_content_back_under_a_new_number(shop: Shop) -> None:
    assert twostep("publish").exit_code == 0
    shop.change(*LONGER)
    assert twostep("publish").exit_code == 0
    assert "nothing was published" in twostep("catalogue", "rollback", "1", "--dry-run").stdout
    done = twostep("catalogue", "rollback", "1")
    assert "wait: 3w → 30d" in done.stdout and "catalogue 3 is in force now" in done.stdout
    assert shop.version(3, "win-back") == shop.version(1, "win-back") != shop.version(2, "win-back")
    again = twostep("catalogue", "rollback", "1")
    assert again.exit_code == 0 and "catalogue 3 was in force already" in again.stdout
    *_, last = json.loads(twostep("catalogue", "list", "--json").stdout)
    assert last["changed"] == "content of 1 again: journey ~win-back"
    missing = twostep("catalogue", "rollback", "9")
    assert missing.exit_code == 1 and "there is no catalogue 9" in missing.stderr


def test_a_rollback_refuses_what_the_workers_may_lack(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    lookup = "lookups:\n  nearest: { in: { at: text }, out: { name: text }, timeout: 2s }\n"
    with (shop.folder / "schema.yaml").open("a", encoding="utf-8") as schema:
        schema.write(lookup)
    assert twostep("publish").exit_code == 0
    shop.change("schema.yaml", lookup, "")
    assert twostep("publish").exit_code == 0
    done = twostep("catalogue", "rollback", "1")
    assert done.exit_code == 1 and numbers(shop) == [1, 2]
    assert "look-up 'nearest': register it with the workers" in done.stderr
    monkeypatch.setenv("LOOKUPS", "nearest=tests.lookups:Nearest")
    assert twostep("catalogue", "rollback", "1").exit_code == 0


def test_a_rollback_knows_the_look_ups_of_the_local_installation(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    lookup = "lookups:\n  nearest: { in: { at: text }, out: { name: text }, timeout: 2s }\n"
    with (shop.folder / "schema.yaml").open("a", encoding="utf-8") as schema:
        schema.write(lookup)
    assert twostep("publish").exit_code == 0
    shop.change("schema.yaml", lookup, "")
    assert twostep("publish").exit_code == 0
    state = shop.folder.parent / "state"
    state.mkdir()
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("STATE_DIR", str(state))
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:9")
    local = LocalAddresses(database_url=shop.url, temporal_address="127.0.0.1:9")
    write_addresses(state, local)
    assert "register it with the workers" in twostep("catalogue", "rollback", "1").stderr
    write_addresses(state, local.model_copy(update={"lookups": {"nearest": "tests.lookups:Nearest"}}))
    assert twostep("catalogue", "rollback", "1").exit_code == 0
    assert numbers(shop) == [1, 2, 3]


def test_the_list_says_who_what_and_who_is_inside(shop: Shop) -> None:
    assert twostep("catalogue", "list").stdout == "nothing is published yet\n"
    twostep("publish")
    shop.enrol("ann", "win-back", shop.version(1, "win-back"))
    shop.change(*LONGER)
    twostep("publish")
    first, second = json.loads(twostep("catalogue", "list", "--json").stdout)
    assert (first["number"], first["changed"], first["inside"]) == (1, "first: 4 journeys, 6 messages", 1)
    assert (second["number"], second["changed"], second["inside"]) == (2, "journey ~win-back", 0)
    assert first["by"] and first["commit"] is None
    table = twostep("catalogue", "list").stdout.splitlines()
    assert len(table) == 3 and "journey ~win-back" in table[2]


def test_a_terminal_is_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    from starter.cli.publishing import at_terminal

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)
    assert not at_terminal()
