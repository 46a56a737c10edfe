"""`twostep timeline --why`: a life that the engine decided, told from the ledger without a worker."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from audit.database import open_database
from audit.ledger import SqlLedger
from audit.migrate import migrate
from engine.contracts.commands import Record
from engine.contracts.inputs import ConsentChange
from engine.contracts.journal import Journal, Profile
from engine.contracts.verbs import Pause
from starter.main import app
from tests.databases import sqlite_url
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life, at

WHEN = "customer.stage == 'new' and customer.plan != 'gold' and not happened(returned)"


TOLD = [
    "2026-04-14 09:00:00  held  guide  phone → guide (paused)",
    "  still wanted: wait (paused)",
    "    expires: 2026-04-21T09:00:00+00:00",
    "    paused: true",
    "  channel in use, with an address: yes (email)",
    "  consent and suppression: yes (email)",
    "    needed: opt_in",
    "    stands: granted",
    "    since: 2026-04-14T07:00:00+00:00",
    "  channel not paused: yes (email)",
    "    paused: false",
    "  way out: yes (email)",
    "2026-04-14 10:00:00  dropped  guide  phone → guide (condition_false)",
    "  still wanted: no (condition_false)",
    "    expires: 2026-04-21T09:00:00+00:00",
    "    `when` is not true:",
    f"      {WHEN}: false",
    "        customer.stage == 'new': false (customer.stage = old)",
    "        customer.plan != 'gold': unknown (missing path customer.plan)",
    "2026-04-14 12:00:00  dropped  news (opted_out)",
    "  still wanted: wait (paused)",
    "    expires: 2026-04-21T12:00:00+00:00",
    "    paused: true",
    "  channel in use, with an address: yes (email)",
    "  consent and suppression: no (email, opted_out)",
    "    needed: opt_in",
    "    stands: denied",
    "    since: 2026-04-14T11:00:00+00:00",
]


@pytest.fixture
def ledger_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = sqlite_url(tmp_path)
    database = open_database(url)
    migrate(database)
    database.dispose()
    monkeypatch.setenv("DATABASE_URL", url)
    return url


async def twostep(*words: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, words)


def life(zone: str | None = None) -> Life:
    """Held by a pause, then dropped since the profile changed; another message refused."""
    guide = journey("phone", send("guide", when=WHEN))
    she = Life(Books(guide, messages=(message("news"),)), stage="new", plan="free", zone=zone)
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.identify("2h", stage="old", plan=None)
    she.identify("3h", ConsentChange(status="denied"))
    she.propose("news", "4h")
    return she


async def keep(url: str, she: Life) -> None:
    database = open_database(url)
    ledger = SqlLedger(database, address_key=b"a key for tests, 32 bytes long..", customers_now=lambda: at("5h"))
    profile = Profile(attributes=she.state.attributes, changed_at={})
    journal = Journal(life="run-1", entries=tuple(she.entries), profile=profile, as_of=at("5h"))
    await ledger.record(Record(id="r-1", customer_id="c-1", catalogue=1, journal=journal))
    await ledger.close()
    database.dispose()


async def test_every_rule_is_told_with_what_it_went_by(ledger_url: str) -> None:
    await keep(ledger_url, life())
    done = await twostep("timeline", "c-1", "--whole", "--why")
    assert (done.exit_code, done.stdout.splitlines()) == (0, ["times are UTC", *TOLD])


async def test_why_as_json_holds_the_evidence(ledger_url: str) -> None:
    await keep(ledger_url, life())
    [_, drop, _] = json.loads((await twostep("timeline", "c-1", "--why", "--json")).stdout)
    assert drop["rules"][0]["evidence"]["when"][-1]["notes"] == ["missing path customer.plan"]


async def test_who_has_no_decisions_is_told_so(ledger_url: str) -> None:
    await keep(ledger_url, Life(Books(), stage="new"))
    done = await twostep("timeline", "c-1", "--why")
    assert (done.exit_code, done.stdout) == (0, "nothing was decided yet\n")
