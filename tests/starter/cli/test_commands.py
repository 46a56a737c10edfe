"""The command line against real servers: what it prints, what it writes as JSON, and its exit codes."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from standins.faults import Fault
from starter.local.files import LocalAddresses, local_keys, write_addresses
from starter.operating.login import login_name
from tests.databases import sqlite_url
from tests.starter.command import twostep_aside
from tests.starter.doorway import RECORD_SHOP, Doorway

NOWHERE = "127.0.0.1:9"


async def test_a_customer_from_her_first_word_to_her_timeline(surroundings: Doorway) -> None:
    async with surroundings.working():
        done = await twostep_aside("identify", "cli-1", "email=cli-1@example.com", "--consent", "granted", "--json")
        assert (done.exit_code, json.loads(done.stdout)["taken"]) == (0, "signalled")
        done = await twostep_aside("track", "cli-1", "purchase", "quantity=2", "amount=29.33", "--id", "order-1")
        assert (done.exit_code, done.stdout) == (0, "order-1: taken in\n")
        await surroundings.mails(1)
        status = await twostep_aside("status", "cli-1", "--json")
        assert json.loads(status.stdout)["attributes"] == {"email": "cli-1@example.com"}
        assert "cli-1@example.com" in (await twostep_aside("status", "cli-1")).stdout
        live = await twostep_aside("timeline", "cli-1")
        whole = await twostep_aside("timeline", "cli-1", "--whole", "--json")
        assert "“Thank you for your first purchase”" in live.stdout
        assert {"trigger", "entered", "sending"} <= {item["what"] for item in json.loads(whole.stdout)}
        assert json.loads((await twostep_aside("upcoming", "cli-1", "--json")).stdout) == []
        assert "nothing is known to come within 14 days\n" in (await twostep_aside("upcoming", "cli-1")).stdout
        again = await twostep_aside("track", "cli-1", "purchase", "--id", "order-1")
        assert again.stdout == "order-1: known already: nothing changed\n"
        clicked = await twostep_aside("react", "cli-1", "thank-you", "clicked", "--id", "click-1")
        assert (clicked.exit_code, clicked.stdout) == (0, "click-1: taken in\n"), clicked.stderr
        await until("timeline cli-1 --json", lambda said: '"clicked"' in said)
        strange = await twostep_aside("react", "cli-1", "welcome", "clicked")
        assert (
            strange.exit_code == 1 and "no message 'welcome' was sent to 'cli-1': sent was thank-you" in strange.stderr
        )
        enrolled = await twostep_aside("enrol", "cli-1", "win-back")
        assert (enrolled.exit_code, enrolled.stderr) == (0, "")


async def test_an_unknown_outcome_is_listed_with_what_to_type_and_settled(surroundings: Doorway) -> None:
    surroundings.sendgrid.faults.order(Fault("status"))
    async with surroundings.working():
        await twostep_aside("identify", "cli-2", "email=cli-2@example.com", "--consent", "granted")
        await twostep_aside("track", "cli-2", "purchase", "quantity=2", "amount=29.33")
        await until("unknown", lambda said: "twostep settle" in said)
        [typed] = [line for line in (await twostep_aside("unknown")).stdout.splitlines() if "twostep settle" in line]
        _, *words = typed.replace("OUTCOME", "accepted").split()
        done = await twostep_aside(*words, "--id", "settle-1")
        assert (done.exit_code, done.stdout) == (0, "settle-1: taken in\n"), done.stderr
        await until("unknown", lambda said: said == "every outcome is known\n")
        live = json.loads((await twostep_aside("timeline", "cli-2", "--json")).stdout)
        assert ("settle", login_name()) in {(item["subject"], item["detail"]) for item in live}
    again = await twostep_aside(*words)
    assert again.exit_code == 1 and "has no unknown outcome" in again.stderr


async def test_a_pause_holds_until_its_resume_and_names_who_paused(surroundings: Doorway) -> None:
    async with surroundings.working():
        await twostep_aside("identify", "cli-3", "email=cli-3@example.com", "--consent", "granted")
        assert (await twostep_aside("pause", "cli-3", "--channel", "email", "--id", "p1")).stdout == "p1: taken in\n"
        await twostep_aside("track", "cli-3", "purchase", "quantity=2", "amount=29.33")
        await until("status cli-3", lambda said: "held: “Thank you for your first purchase”" in said)
        assert len(surroundings.sendgrid.mailbox) == 0
        live = (await twostep_aside("timeline", "cli-3", "--json")).stdout
        assert ("pause", login_name()) in {(item["subject"], item["detail"]) for item in json.loads(live)}
        assert (await twostep_aside("resume", "cli-3", "--channel", "email")).exit_code == 0
        assert await surroundings.mails(1) == 1


async def test_what_waits_is_taken_back_by_its_key(surroundings: Doorway) -> None:
    async with surroundings.working():
        await twostep_aside("identify", "cli-10", "email=cli-10@example.com", "--consent", "granted")
        await twostep_aside("pause", "cli-10", "--channel", "email")
        await twostep_aside("propose", "--customer", "cli-10", "--message", "new-releases")
        await until("status cli-10 --json", lambda said: '"new-releases"' in said)
        other = await twostep_aside("cancel", "cli-10", "thank-you")
        assert other.exit_code == 1 and "no message 'thank-you' of customer 'cli-10' waits" in other.stderr
        assert (await twostep_aside("cancel", "cli-10", "new-releases", "--id", "c1")).stdout == "c1: taken in\n"
        await until("explain cli-10", lambda said: "it was taken back" in said)
        live = json.loads((await twostep_aside("timeline", "cli-10", "--json")).stdout)
        assert ("cancel", login_name()) in {(item["subject"], item["detail"]) for item in live}


async def test_one_customer_is_proposed_to_by_hand(surroundings: Doorway) -> None:
    async with surroundings.working():
        await twostep_aside("identify", "cli-9", "email=cli-9@example.com", "--consent", "granted")
        said = (await twostep_aside("propose", "--customer", "cli-9", "--message", "new-releases")).stdout
        assert said.endswith(": taken in\n")
        assert await surroundings.mails(1) == 1
        told = json.loads((await twostep_aside("explain", "cli-9", "new-releases", "--json")).stdout)
        assert [(one["verdict"], one["origin"]) for one in told] == [("send", "operator")]
        unknown = await twostep_aside("propose", "--customer", "cli-9", "--message", "new-relases")
        assert (unknown.exit_code, "no message 'new-relases' is published" in unknown.stderr) == (1, True)


async def until(command: str, said: Callable[[str], bool]) -> None:
    async with asyncio.timeout(60):
        while not said((await twostep_aside(*command.split())).stdout):
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("track", "ann@example.com", "purchase"), "looks like an address"),
        (("track", "ann", "purchase", "--at", "2026-04-14T08:10:00"), "at: a time needs a zone"),
        (("track", "ann", "purchase", "--at", "853070400"), "at: '853070400' is no time: write 2026-04-14T08:10:00Z"),
        (("track", "ann", "purchase", "quantity"), "'quantity' is no value: write NAME=VALUE"),
        (("track", "ann", "Purchase!"), "not usable"),
        (
            ("identify", "ann", "--consent", "yes"),
            "status: Input should be 'pending', 'granted', 'denied' or 'unknown'",
        ),
        (("enrol", "ann", "winback"), "no journey 'winback' is published"),
        (("status", "nobody-known"), "there is no customer 'nobody-known'"),
        (("upgrade", "--rate", "often"), "--rate 'often': write a number and a span"),
        (("publish", "no/such/folder"), "there is no such folder"),
        (("settle", "m-1", "accepted", "--customer", "ann"), "message 'm-1' of customer 'ann' has no unknown outcome"),
    ],
)
async def test_an_error_is_one_message_and_code_1(surroundings: Doorway, words: tuple[str, ...], said: str) -> None:
    done = await twostep_aside(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


async def test_too_much_is_refused_with_its_size(surroundings: Doorway, tmp_path: Path) -> None:
    big = tmp_path / "big.json"
    big.write_text(json.dumps({"note": "x" * 3_000_000}))
    done = await twostep_aside("track", "ann", "purchase", "--properties", str(big))
    assert done.exit_code == 1
    assert "are too large: 3,000," in done.stderr


async def test_without_temporal_or_settings_it_says_what_to_set(
    surroundings: Doorway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", NOWHERE)
    done = await twostep_aside("status", "ann")
    assert done.exit_code == 1
    assert "Temporal does not answer at '127.0.0.1:9'" in done.stderr
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "none"))
    done = await twostep_aside("status", "ann")
    assert done.exit_code == 1
    assert "DATABASE_URL is not set" in done.stderr
    assert f"there is none in {str(tmp_path / 'none')!r}" in done.stderr and "set STATE_DIR" in done.stderr
    done = await twostep_aside("worker")
    assert "SENDGRID_API_KEY is not set" in done.stderr and done.exit_code == 1


async def test_a_local_installation_is_found_and_said(surroundings: Doorway, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(str(surroundings.database.url.database)).parent / "state"
    folder.mkdir()
    temporal = surroundings.temporal.service_client.config.target_host
    url = surroundings.settings.database_url.get_secret_value()
    write_addresses(folder, LocalAddresses(database_url=url, temporal_address=temporal))
    monkeypatch.setenv("STATE_DIR", str(folder))
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("TEMPORAL_ADDRESS")
    done = await twostep_aside("unknown")
    assert (done.exit_code, done.stdout) == (0, "every outcome is known\n")
    assert f"the local Twostep in {folder}" in done.stderr
    again = await twostep_aside("status", "nobody-known")
    assert again.stderr.startswith("twostep: there is no customer"), "the same process again: local, and said once"
    bounced = folder / "bounced.csv"
    bounced.write_text("address\ngone@example.com\n")
    monkeypatch.delenv("ADDRESS_KEY", raising=False)
    imported = await twostep_aside("import", "suppressions", str(bounced))
    assert imported.stdout == "1 line: 1 taken in, 0 refused\n", imported.stderr


async def test_publishing_is_idempotent_and_lints_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path))
    first = await twostep_aside("publish", str(RECORD_SHOP), "--json")
    assert (json.loads(first.stdout)["number"], json.loads(first.stdout)["changed"]) == (1, True)
    monkeypatch.setenv("JOURNEYS_DIR", str(RECORD_SHOP))
    again = await twostep_aside("publish")
    assert again.stdout == "catalogue 1 was in force already: nothing changed (4 journeys, 6 messages)\n"
    broken = _broken(tmp_path)
    done = await twostep_aside("publish", str(broken))
    assert done.exit_code == 1
    assert "was not published: 1 error" in done.stderr and "journeys/thank-you.yaml:7:" in done.stderr


async def test_lint_names_file_line_and_fix(tmp_path: Path) -> None:
    fine = await twostep_aside("lint", str(RECORD_SHOP))
    assert (fine.exit_code, fine.stdout) == (0, f"{RECORD_SHOP}: 4 journeys, 6 messages, no error\n")
    done = await twostep_aside("lint", str(_broken(tmp_path)))
    assert done.exit_code == 1
    assert "journeys/thank-you.yaml:7:" in done.stdout
    assert "fix: did you mean 'purchase'?" in done.stdout
    [fault] = json.loads((await twostep_aside("lint", str(tmp_path / "broken"), "--json")).stdout)
    assert (fault["file"], fault["line"], fault["level"]) == ("journeys/thank-you.yaml", 7, "error")


async def test_lint_takes_the_folder_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNEYS_DIR", str(RECORD_SHOP))
    assert (await twostep_aside("lint")).stdout == f"{RECORD_SHOP}: 4 journeys, 6 messages, no error\n"


async def test_registering_adds_what_is_missing_once(surroundings: Doorway) -> None:
    done = await twostep_aside("register")
    assert (done.exit_code, done.stdout) == (0, "they are registered already: nothing changed\n")


async def test_wrong_usage_is_code_2() -> None:
    assert (await twostep_aside("track", "ann")).exit_code == 2


def test_keys_are_made_once_and_are_private(tmp_path: Path) -> None:
    first = local_keys(tmp_path)
    assert local_keys(tmp_path) == first
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert len(first.link_key) == len(first.address_key) == 64


def _broken(folder: Path) -> Path:
    broken = folder / "broken"
    shutil.copytree(RECORD_SHOP, broken)
    journey = broken / "journeys" / "thank-you.yaml"
    journey.write_text(journey.read_text().replace("trigger: purchase", "trigger: purchas"))
    return broken


async def test_a_simulation_shows_totals_and_a_timeline(tmp_path: Path) -> None:
    events = tmp_path / "events.ndjson"
    events.write_text(
        '{"customer_id": "c-1", "kind": "track", "at": "1997-01-01T12:00:00Z", "type": "purchase", '
        '"properties": {"quantity": "one"}}\n'
    )
    done = await twostep_aside("simulate", str(RECORD_SHOP), str(events), "--customer", "c-1")
    assert done.exit_code == 0
    assert "1 customer, 1 input, 0 messages" in done.stdout
    assert "no_address" in done.stdout and "Wed 01 Jan 1997 12:00" in done.stdout
    result = json.loads((await twostep_aside("simulate", str(RECORD_SHOP), str(events), "--json")).stdout)
    assert (result["customers"], result["timelines"]) == (1, [])
    nobody = await twostep_aside("simulate", str(RECORD_SHOP), str(events), "--customer", "nobody")
    assert (nobody.exit_code, nobody.stdout) == (1, "")
    assert f"--customer 'nobody': not in {events}, which has c-1\n" in nobody.stderr
    until = await twostep_aside("simulate", str(RECORD_SHOP), str(events), "--until", "1998")
    assert (until.exit_code, until.stdout) == (1, "")
    assert "--until: '1998' is no time: write 2026-04-14T08:10:00Z" in until.stderr
    strict = await twostep_aside("simulate", str(RECORD_SHOP), str(events), "--strict")
    assert strict.exit_code == 1
    assert "events.ndjson:1:1: purchase.quantity is a text" in strict.stderr
