"""`twostep proof`: through the real channel to a colleague, recorded as a proof, counted nowhere."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from audit.database import write
from audit.queries.export import export
from audit.queries.proofs import proofs
from audit.rows import append
from audit.tables.columns import pack
from audit.tables.directory import ProfileRow
from audit.tables.everything import table_of
from engine.contracts.journal import Profile
from runtime.settings import Settings
from standins.faults import Fault
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from starter.main import app
from starter.operating.login import login_name
from starter.publishing.publish import publish_into
from tests.catalogue.folders import write_folder
from tests.catalogue.mails import MAIL
from tests.databases import migrated, sqlite_url
from tests.house import settings_for

NOW = datetime(2026, 4, 14, tzinfo=UTC)


@pytest.fixture
async def sendgrid() -> AsyncIterator[RunningSendGrid]:
    server = await start_sendgrid(api_key="SG.test")
    yield server
    await server.close()


@pytest.fixture
def settings(tmp_path: Path, sendgrid: RunningSendGrid, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """What the command finds in its environment."""
    settings = settings_for(sqlite_url(tmp_path), sendgrid.base_url)
    said = {
        "DATABASE_URL": settings.database_url,
        "SENDGRID_API_KEY": settings.sendgrid_api_key,
        "LINK_KEY": settings.link_key,
        "ADDRESS_KEY": settings.address_key,
    }
    for name, value in said.items():
        assert value is not None
        monkeypatch.setenv(name, value.get_secret_value())
    monkeypatch.setenv("SENDGRID_BASE_URL", sendgrid.base_url)
    monkeypatch.setenv("MAIL_FROM", "shop@example.com")
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("RECIPIENT_ALLOWLIST", "@example.com")
    return settings


@pytest.fixture
async def database(settings: Settings, tmp_path: Path) -> AsyncIterator[Engine]:
    """A ledger with the message in force and the profile of a customer."""
    with migrated(settings.database_url.get_secret_value()) as database:
        publish_into(database, write_folder(tmp_path / "folder", MAIL))
        profile = Profile(attributes={"first_name": "Ada", "language": "de"}, changed_at={})
        row = {"customer_id": "c-1", "as_of": NOW, "private": pack(profile=profile)}
        write(database, lambda connection: append(connection, table_of(ProfileRow), [row]))
        yield database


async def proof(tmp_path: Path, *words: str, facts: str = "run: { reason: far, phone: P }") -> Result:
    (tmp_path / "facts.yaml").write_text(facts)
    command = ["proof", "help", "--customer", "c-1", "--facts", str(tmp_path / "facts.yaml"), *words]
    return await asyncio.to_thread(CliRunner().invoke, app, command)


async def test_a_proof_arrives_is_recorded_and_counts_nowhere(
    tmp_path: Path, database: Engine, sendgrid: RunningSendGrid
) -> None:
    before = {table.table: table.rows for table in export(database, private=True) if table.table != "proof"}
    done = await proof(tmp_path, "--to", "mary@example.com")
    assert (done.exit_code, done.stdout) == (0, "the proof of help is on its way to mary@example.com\n"), done.stderr
    (mail,) = sendgrid.mailbox.after(0)
    assert mail.to == [{"email": "mary@example.com"}]
    assert mail.subject == "[Proof] Noch unschlüssig?"
    assert "Hallo Ada" in mail.html and "Hallo Ada" in mail.text
    assert mail.text.count("http://127.0.0.1:9/u/") == 1 and "unsubscribe.invalid" not in mail.html
    (line,) = proofs(database)
    assert (line.customer_id, line.message, line.by) == ("c-1", "help", login_name())
    assert (line.address, line.subject, line.outcome) == ("mary@example.com", mail.subject, "accepted")
    after = {table.table: table.rows for table in export(database, private=True) if table.table != "proof"}
    assert after == before


async def test_the_proofs_that_were_sent_are_listed(tmp_path: Path, database: Engine) -> None:
    assert CliRunner().invoke(app, ["proofs"]).stdout == "no proof was sent yet\n"
    await proof(tmp_path, "--to", "mary@example.com")
    await proof(tmp_path, "--to", "mary@example.org")
    first, second = (await asyncio.to_thread(CliRunner().invoke, app, ["proofs", "help"])).stdout.splitlines()[1:]
    assert "mary@example.com" in first and "[Proof] Noch unschlüssig?" in first and "accepted" in first
    assert "mary@example.org" in second and "refused (not_allowed_here)" in second
    listed = await asyncio.to_thread(CliRunner().invoke, app, ["proofs", "--json"])
    assert [one["by"] for one in json.loads(listed.stdout)] == [login_name()] * 2


async def test_language_channel_and_facts_can_be_named(
    tmp_path: Path, database: Engine, sendgrid: RunningSendGrid
) -> None:
    facts = "customer: { first_name: Grace }\nrun: { reason: near, phone: P }"
    done = await proof(tmp_path, "--to", "mary@example.com", "--language", "en", "--json", facts=facts)
    assert json.loads(done.stdout)["answer"] == "accepted"
    (mail,) = sendgrid.mailbox.after(0)
    assert mail.text.startswith("Near\n\nHi Grace\n")
    assert len(proofs(database)) == 1


async def test_nobody_off_the_allow_list_gets_a_proof(
    tmp_path: Path, database: Engine, sendgrid: RunningSendGrid
) -> None:
    done = await proof(tmp_path, "--to", "mary@example.org")
    assert done.exit_code == 1
    assert "the proof of 'help' was not sent: refused: the recipient is not in RECIPIENT_ALLOWLIST" in done.stderr
    assert len(sendgrid.mailbox) == 0
    (line,) = proofs(database)
    assert (line.outcome, line.fault) == ("refused", "not_allowed_here")


async def test_an_outcome_that_nobody_knows_is_told(
    tmp_path: Path, database: Engine, sendgrid: RunningSendGrid
) -> None:
    sendgrid.faults.order(Fault("status", status=500))
    done = await proof(tmp_path, "--to", "mary@example.com")
    assert done.exit_code == 1
    assert "the proof of 'help' was not sent: unknown" in done.stderr
    assert [line.outcome for line in proofs(database)] == ["unknown"]


@pytest.mark.parametrize(
    ("words", "facts", "said"),
    [
        ((), "run: {}", "and it is missing for this customer\n  what a journey would know comes with --facts FILE"),
        (("--channel", "sms"), "run: { reason: far, phone: P }", "nothing can be sent by sms here"),
        (("--language", "fr"), "run: { reason: far }", "is not written in 'fr'"),
    ],
)
async def test_what_cannot_be_sent_leaves_no_proof(
    tmp_path: Path, database: Engine, sendgrid: RunningSendGrid, words: tuple[str, ...], facts: str, said: str
) -> None:
    done = await proof(tmp_path, "--to", "mary@example.com", *words, facts=facts)
    assert done.exit_code == 1
    assert said in done.stderr
    assert (len(sendgrid.mailbox), proofs(database)) == (0, [])
