"""What other systems know is taken in, once, and nobody is written to by it."""

import asyncio
import json
import os
import signal
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Engine
from typer.testing import CliRunner

from audit.address import AddressKey
from audit.database import open_database
from audit.inbox import Inbox, KeptInput
from audit.migrate import migrate
from audit.publications import SqlPublications, SqlShelf
from audit.suppressing import SuppressedAddress
from catalogue.publish import publish
from engine.contracts.commands import Deliver
from engine.contracts.inputs import Identify, Report, Track
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.schema import Choice, Property
from engine.rehearsal import Rehearsal
from starter.cli import importing
from starter.importing import run
from starter.importing.impossible import impossible
from starter.importing.kinds import Taken
from starter.main import app
from tests.databases import sqlite_url
from tests.starter.http.events.shop import write_shop

ADDRESS_KEY = "a" * 32


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    url = sqlite_url(tmp_path)
    engine = open_database(url)
    migrate(engine)
    publish(write_shop(tmp_path), SqlPublications(engine), by="test", commit=None, at=datetime.now(UTC))
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("ADDRESS_KEY", ADDRESS_KEY)
    yield engine
    engine.dispose()


def import_(kind: str, file: Path, *options: str) -> dict[str, int]:
    done = CliRunner().invoke(app, ["import", kind, str(file), "--json", *options])
    told = json.loads(done.output)
    assert done.exit_code == (importing.REFUSED if told["refused"] else 0)
    return {name: told[name] for name in ("taken", "refused")}


def written(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n")
    return file


def kept(database: Engine) -> list[KeptInput]:
    return list(Inbox(database).pending(100_000, ("accepted", "not_of_interest")))


def test_customers(database: Engine, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "customers.csv",
        "customer_id,email,plan,address,at",
        'c1,ann@example.com,plus,"{""city"": ""Wien""}",2020-01-01T00:00:00Z',
        "c2,bea@example.com,basic,null,",
        "c3,cleo@example.com,golden,,",
        "dora@example.com,dora@example.com,,,",
    )
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert import_("customers", file) == {"taken": 2, "refused": 2}
    one, two = (entry.input for entry in kept(database))
    assert isinstance(one, Identify)
    assert isinstance(two, Identify)
    assert one.attributes == {"email": "ann@example.com", "plan": "plus", "address": {"city": "Wien"}}
    assert (one.at, one.backfill) == (datetime(2020, 1, 1, tzinfo=UTC), True)
    assert (two.at, two.attributes["address"]) == (datetime.fromtimestamp(1_700_000_000, UTC), None)
    refused = (tmp_path / "customers.csv.refused.csv").read_text().splitlines()
    assert refused[0] == "line,place,fix"
    assert refused[1].startswith("4,customer.plan is not in the list of schema.yaml,")
    assert refused[2].startswith("5,")
    assert not (tmp_path / "customers.csv.import").exists()


def test_what_cannot_be_refuses_its_line_alone_and_is_not_repeated(database: Engine, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "customers.csv",
        "customer_id,email,phone,zone,country,address",
        'c1,ann@example.com,+49 (30) 123-456,Europe/Berlin,de,"{""country"": ""AT"", ""zone"": ""Europe/Vienna""}"',
        "c2,,,,XK,",
        "c3,null,null,null,null,null",
        "c4,,,Nowhere/Zone,,",
        "c5,,,,Nowhere,",
        "c6,ann smith@example.com,,,,",
        "c7,,030 123456,,,",
        'c8,,,,,"{""country"": ""ZZ"", ""zone"": ""Mars/Base""}"',
    )
    assert import_("customers", file) == {"taken": 3, "refused": 5}
    refused = [line.split(",", 2) for line in (tmp_path / "customers.csv.refused.csv").read_text().splitlines()[1:]]
    assert [(line, place) for line, place, _ in refused] == [
        ("5", "customer.zone is no time zone"),
        ("6", "customer.country is no country"),
        ("7", "customer.email is no mail address"),
        ("8", "customer.phone is no number with its country"),
        ("9", "customer.address.zone is no time zone"),
    ]
    assert "customer.address.country is no country: write" in refused[4][2]
    assert isinstance(none := kept(database)[2].input, Identify)
    assert set(none.attributes.values()) == {None}
    assert not any(value in str(refused) for value in ("Nowhere", "smith", "030", "Mars"))


def test_a_change_of_the_profile_among_events_is_looked_at_alike(database: Engine, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "events.ndjson",
        '{"customer_id": "c1", "type": "zone_changed", "at": "2020-01-01T00:00:00Z", "new": "Europe/Berlin"}',
        '{"customer_id": "c1", "type": "zone_changed", "at": "2020-01-02T00:00:00Z", "new": "Berlin"}',
    )
    assert import_("events", file) == {"taken": 1, "refused": 1}


def test_what_the_tracking_plan_lists_itself_is_its_own_and_a_language_is_a_tag() -> None:
    text, listed = Property(type="text"), Property(type=Choice(one_of=("Germany",)))
    plan = {"country": listed, "language": text}
    assert list(impossible({"country": "Germany", "language": "de_AT", "zone": 1}, plan)) == []
    [said] = impossible({"country": "Germany", "language": "german"}, plan)
    assert said.startswith("customer.language is no language: ")


def test_the_same_file_again_changes_nothing_and_a_dry_run_keeps_nothing(database: Engine, tmp_path: Path) -> None:
    file = written(tmp_path, "c.csv", "customer_id,email", "c1,ann@example.com")
    assert import_("customers", file, "--dry-run") == {"taken": 1, "refused": 0}
    assert kept(database) == []
    for _ in range(2):
        assert import_("customers", file) == {"taken": 1, "refused": 0}
        assert len(kept(database)) == 1


def test_consents_have_time_source_and_wording(database: Engine, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "consents.ndjson",
        '{"customer_id": "c1", "status": "granted", "at": "2020-01-01T00:00:00Z", "source": "shop", "wording": "Yes!",'
        ' "channel": "email", "confirmed": true}',
        '{"customer_id": "c1", "status": "granted", "at": "2020-01-01T00:00:00Z"}',
        '{"customer_id": "c1", "status": "maybe", "at": "2020-01-01T00:00:00Z", "source": "shop"}',
        '{"customer_id": "c1", "status": "denied", "at": "2020-01-01T00:00:00Z", "source": "shop\\u0000"}',
        "[]",
    )
    assert import_("consents", file) == {"taken": 1, "refused": 4}
    [entry] = kept(database)
    assert isinstance(entry.input, Identify)
    [consent] = entry.input.consents
    assert (consent.source, consent.wording, consent.confirmed) == ("shop", "Yes!", True)
    assert entry.input.backfill
    assert "2,source,is needed: write it" in (tmp_path / "consents.ndjson.refused.csv").read_text()


def test_suppressions_are_kept_as_hashes_and_hold_for_everybody(database: Engine, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "s.csv",
        "address,channel,scope,cause",
        "Ann@Example.com,email,everything,hard bounce",
        "bea@example.com,email,marketing,complaint",
        "no address,email,everything,",
        "cleo@example.com,emial,everything,",
    )
    for _ in range(2):
        assert import_("suppressions", file) == {"taken": 2, "refused": 2}
    refused = (tmp_path / "s.csv.refused.csv").read_text()
    assert "5,channel,nothing is sent by 'emial': the policy has email" in refused
    with database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT address_hash, channel, scope, cause FROM suppression").all()
    key = AddressKey(ADDRESS_KEY.encode())
    assert {tuple(row) for row in rows} == {
        (key.hash("ann@example.com"), "email", "everything", "hard bounce"),
        (key.hash("bea@example.com"), "email", "marketing", "complaint"),
    }


def test_messages_become_reports_that_caps_count(database: Engine, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "m.csv",
        "customer_id,department,message,purpose,channel,sent_at",
        "c1,Sales,Spring Sale,promotional,email,2020-03-01T10:00:00Z",
        "c1,sales,x,promotional,email,2999-03-01T10:00:00Z",
    )
    assert import_("messages", file) == {"taken": 1, "refused": 1}
    [entry] = kept(database)
    assert isinstance(entry.input, Report)
    assert entry.input.what.message == "spring-sale"
    assert entry.input.sent_at == datetime(2020, 3, 1, 10, tzinfo=UTC)


def test_nobody_is_ever_mailed_by_an_import(database: Engine, tmp_path: Path) -> None:
    """Everything that would begin the journey, and all that it needs, on the pure engine."""
    people = written(tmp_path, "p.csv", "customer_id,email", "c1,ann@example.com")
    consents = written(tmp_path, "g.csv", "customer_id,status,at,source", "c1,granted,2020-01-01T00:00:00Z,shop")
    now = datetime.now(UTC)
    events = written(tmp_path, "e.csv", "customer_id,type,at,amount", f"c1,purchase,{now.isoformat()},5")
    for kind, file in (("customers", people), ("consents", consents), ("events", events)):
        assert import_(kind, file) == {"taken": 1, "refused": 0}
    life = Rehearsal(CustomerState(customer_id="c1", catalogue=1), Definitions(SqlShelf(database)))
    for entry in kept(database):
        life.feed(entry.input, now)
    assert [one for one in life.commands if isinstance(one, Deliver)] == []
    life.feed(Track(id="live", type="purchase", at=now), now)
    assert [one.message for one in life.commands if isinstance(one, Deliver)] == ["hello"]


def test_it_goes_on_where_it_was_left(database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"c{n},purchase,2020-01-01T00:00:00Z,{'5' if n != 3 else 'much'}" for n in range(60)]
    file = written(tmp_path, "e.csv", "customer_id,type,at,amount", *rows)
    monkeypatch.setattr(run, "BATCH", 20)
    keep, batches = run.Importing._keep, 0

    async def dies(self: run.Importing, good: Sequence[Taken | SuppressedAddress]) -> None:
        nonlocal batches
        batches += 1
        if batches == 3:
            raise ZeroDivisionError
        await keep(self, good)

    monkeypatch.setattr(run.Importing, "_keep", dies)
    assert CliRunner().invoke(app, ["import", "events", str(file)]).exit_code != 0
    assert len(kept(database)) == 39
    assert import_("events", file) == {"taken": 59, "refused": 1}
    assert batches == 4
    assert len(kept(database)) == 59
    assert len((tmp_path / "e.csv.refused.csv").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,email\nc1,ann@example.com\n", "line 1: no column customer_id: add it, or name one so; there is id, email"),
        ("customer_id;email\nc1;ann@example.com\n", "line 1: its columns are kept apart by ';': save it with commas"),
        ("", "line 1: is empty: write the names of the columns there, customer_id at least"),
    ],
)
def test_a_first_line_under_which_nothing_could_be_taken_in_is_refused_at_once(
    database: Engine, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "c.csv"
    file.write_text(text)
    done = CliRunner().invoke(app, ["import", "customers", str(file)])
    assert (done.exit_code, kept(database)) == (1, [])
    assert said in done.stderr
    assert not (tmp_path / "c.csv.refused.csv").exists()


def test_who_interrupts_it_is_told_that_it_goes_on(
    database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(self: run.Importing, good: Sequence[Taken | SuppressedAddress]) -> None:
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(1)

    monkeypatch.setattr(run.Importing, "_keep", interrupted)
    file = written(tmp_path, "c.csv", "customer_id,email", "c1,ann@example.com")
    done = CliRunner().invoke(app, ["import", "customers", str(file)])
    assert done.exit_code != 0
    assert "interrupted: the same command goes on where it was" in done.stderr


def test_a_bar_on_the_terminal_is_full_at_the_end(
    database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Progress(console=Console(file=StringIO(), force_terminal=True), transient=True)
    monkeypatch.setattr(importing, "bar", lambda: shown)
    monkeypatch.setattr(run, "BATCH", 2)
    file = written(tmp_path, "c.csv", "customer_id,email", *(f"c{n},c{n}@example.com" for n in range(5)))
    assert import_("customers", file) == {"taken": 5, "refused": 0}
    [task] = shown.tasks
    assert (task.completed, task.total) == (file.stat().st_size, file.stat().st_size)


def test_thousands_of_lines(database: Engine, tmp_path: Path) -> None:
    rows = [f"c{n},purchase,2020-01-01T00:00:00Z,{n}" for n in range(3_000)]
    assert import_("events", written(tmp_path, "e.csv", "customer_id,type,at,amount", *rows))["taken"] == 3_000
    assert len(kept(database)) == 3_000
