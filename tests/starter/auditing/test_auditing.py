"""`twostep audit`: what other systems sent, who wrote to whom, and whether the ledger is whole."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from audit.erasure import bury
from audit.ledger import SqlLedger
from audit.proofs import Proof, begin_proof
from engine.contracts.answers import Accepted, Answer, Refused, Unknown
from engine.contracts.journal import RuleLook
from engine.contracts.parcel import Rendered
from engine.language.terms import Channel, Reason
from standins.sendgrid.mailbox import Mail
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from starter.auditing.verify import verify
from starter.main import app
from tests.audit.samples import ADDRESS_KEY, RENDERED, Clock, absorbed, at, decided, deliver, journal, record
from tests.databases import migrated, sqlite_url
from tests.starter.doorway import Doorway
from trials.auditing.findings import Verification
from workflows.names import workflow_id

SENT = """\
customer_id,department,message,purpose,channel,sent_at,tags
c-1,care,Welcome,lifecycle,email,2026-03-02T08:00:00Z,welcome
c-1,sales,Spring Sale,promotional,email,2026-03-02T09:00:00Z,
c-1,store,Opening,promotional,email,2026-03-03T08:30:00Z,
c-2,sales,Spring Sale,promotional,email,2026-03-02T09:00:00Z,
c-2,sales,Spring Sale,promotional,email,yesterday,
"""
POLICY = """\
policy: trial
zone: Europe/Berlin
conflicts:
  - name: peace
    keep: { tags: welcome }
    yield: { purposes: promotional }
    within: same_day
    over: drop
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    url = sqlite_url(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    with migrated(url) as opened:
        yield opened


def audit(*words: str) -> Result:
    return CliRunner().invoke(app, ["audit", *words])


@pytest.fixture
def imported(database: Engine, tmp_path: Path) -> Path:
    """The folder of the files; what is sent is in the ledger."""
    (tmp_path / "sent.csv").write_text(SENT, encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    assert audit("import", str(tmp_path / "sent.csv")).exit_code == 0
    return tmp_path


def test_an_import_tells_of_every_line_that_it_refuses(database: Engine, tmp_path: Path) -> None:
    file = tmp_path / "sent.csv"
    file.write_text(SENT, encoding="utf-8")
    done = audit("import", str(file))
    assert done.stdout == "5 lines: 4 taken in, 0 known already, 1 refused\n"
    assert f"{file}:6:1: sent_at: 'yesterday' is no time\n    fix: write 2026-04-14T08:10:00Z" in done.stderr
    again = json.loads(audit("import", str(file), "--json").stdout)
    assert again == {"lines": 5, "new": 0, "known": 4, "refused": 1}


def test_the_report_over_the_ledger_has_who_wrote_to_whom(imported: Path) -> None:
    done = audit("report")
    assert done.exit_code == 0, done.stderr
    assert "4 messages to 2 customers, 2026-03-02 to 2026-03-03; days and weeks in UTC" in done.stdout
    assert "care and sales" in done.stdout
    found = json.loads(audit("report", "--json", "--since", "2026-03-03").stdout)
    assert [one["department"] for one in found["traffic"]["departments"]] == ["store"]
    assert audit("report", "--until", "2026-03-01").stdout == "nothing was sent in this time\n"


async def test_rules_that_observe_stand_beside_what_went_and_what_was_kept_back(database: Engine) -> None:
    observing = RuleLook(rule="cap", name="week", verdict="hold", reason=Reason.CAP, observed=True)
    news = [decided(0, "m-1"), decided(1, "m-2").model_copy(update={"rules": (observing,), "shadow": True})]
    ledger = SqlLedger(database, address_key=ADDRESS_KEY)
    await ledger.record(record(journal(*news, decided(2, "m-3", verdict="drop", reason="exited"))))
    await ledger.close()
    lines = (await asyncio.to_thread(audit, "report")).stdout.splitlines()
    beside = [line.split() for line in lines[lines.index("with rules that only observe, and under them") :]]
    assert [words[-1] for words in beside[2:6]] == ["2", "1", "1", "1"]
    assert "would be stopped by cap week" in " ".join(beside[5])
    kept = lines[lines.index("what was kept back, in messages") :]
    assert kept[2].split() == ["store", "lifecycle", "exited", "·", "0", "1"]


def test_the_report_over_what_was_imported_needs_nothing_but_a_policy(imported: Path) -> None:
    done = audit("report", "--imported", "--policy", str(imported / "policy.yaml"))
    assert done.exit_code == 0, done.stderr
    assert "on-boarding messages with a broadcast on their day: 1 of 1" in done.stdout
    assert "the policy trial would have stopped 1 of 4, and spared 1 customer" in done.stdout
    assert "everybody had agreed to what she was sent" in done.stdout
    (imported / "consents.csv").write_text("customer_id,status\nc-1,granted\n", encoding="utf-8")
    words = ("--consents", str(imported / "consents.csv"), "--policy", str(imported / "policy.yaml"), "--json")
    stopped = json.loads(audit("report", "--imported", *words).stdout)["rules"]["stopped_by"]
    assert {(one["reason"], one["messages"]) for one in stopped} == {("conflict", 1), ("consent_missing", 1)}


def test_what_went_by_a_channel_that_the_policy_does_not_list_is_told_apart(imported: Path) -> None:
    (imported / "policy.yaml").write_text(POLICY + "channels: { sms: {} }\n", encoding="utf-8")
    done = audit("report", "--imported", "--policy", str(imported / "policy.yaml"))
    assert "of those 4 only because they went by a channel that the policy does not list" in done.stdout
    assert "what went by email (4) is stopped, since `channels` of the policy does not list email" in done.stdout


def test_the_report_is_written_as_tables_page_and_picture(imported: Path) -> None:
    words = ("--csv", str(imported / "csv"), "--html", str(imported / "a.html"), "--picture", str(imported / "a.svg"))
    done = audit("report", "--imported", "--policy", str(imported / "policy.yaml"), *words)
    assert done.exit_code == 0, done.stderr
    assert (imported / "csv" / "purposes.csv").read_text() == "purpose,sent,share\nlifecycle,1,25%\npromotional,3,75%\n"
    picture = ElementTree.fromstring((imported / "a.svg").read_text(encoding="utf-8"))
    bars = [one for one in picture.iter() if (one.get("class") or "").endswith("-bar") and one.get("rx") == "0"]
    assert len(bars) == 2  # one week: what would have gone, and what would not
    page = (imported / "a.html").read_text(encoding="utf-8")
    assert "<svg" in page and "<script" not in page and "peace" in page
    assert "<li>rules that only observe are taken as enforced</li>" in page
    assert audit("report", "--html", str(imported / "b.html")).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "--policy", "POLICY"), "go with --imported"),
        (("report", "--imported"), "nothing is published yet"),
        (("report", "--imported", "--policy", "POLICY", "--onboarding", "tag=x"), "--onboarding 'tag=x': tag:"),
        (("report", "--since", "2026-13-01"), "--since '2026-13-01' is no day"),
        (("report", "--since", "2026-03-01T10:00:00"), "--since: a time needs a zone"),
        (("report", "--zone", "Nowhere/At-all"), "is no zone"),
        (("verify", "--provider", "http://127.0.0.1:9"), "does not tell of its mails"),
    ],
)
def test_an_error_is_one_message(imported: Path, words: tuple[str, ...], said: str) -> None:
    done = audit(*(word.replace("POLICY", str(imported / "policy.yaml")) for word in words))
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


async def test_verify_ends_with_code_1_where_there_is_a_finding(database: Engine) -> None:
    ledger = SqlLedger(database, address_key=ADDRESS_KEY)
    await ledger.record(record(journal(absorbed(0))))
    done = await asyncio.to_thread(audit, "verify", "--grace", "0s")
    assert (done.exit_code, done.stdout) == (0, "0 decisions judged again: everything fits together\n")
    await ledger.record(record(journal(absorbed(4, "p-2"))))
    await ledger.close()
    done = await asyncio.to_thread(audit, "verify", "--grace", "0s")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (1, "gap: customer c-1")
    found = json.loads((await asyncio.to_thread(audit, "verify", "--grace", "0s", "--json")).stdout)
    assert [one["kind"] for one in found["findings"]] == ["gap"]
    assert (await asyncio.to_thread(audit, "verify")).exit_code == 0  # it may still be on its way


def mailed(sendgrid: RunningSendGrid, message_id: str | None) -> None:
    number = sendgrid.mailbox.next_number()
    arguments = {} if message_id is None else {"twostep_message_id": message_id}
    sendgrid.mailbox.keep(
        Mail(
            number=number,
            message_id=f"x-{number}",
            received_at=datetime.now(UTC).isoformat(),
            sender={},
            to=[],
            cc=[],
            bcc=[],
            subject="",
            text="",
            html="",
            headers={},
            categories=[],
            custom_args=arguments,
            other={},
        )
    )


async def test_verify_compares_with_what_the_provider_has(database: Engine) -> None:
    sendgrid = await start_sendgrid(api_key="SG.test")
    ledger = SqlLedger(database, address_key=ADDRESS_KEY, customers_now=Clock())
    answers: dict[str, Answer] = {
        "fine": Accepted(),
        "lost": Accepted(),
        "twice": Accepted(),
        "unknown-there": Unknown(),
        "unknown-not-there": Unknown(),
        "refused-there": Refused(fault="recipient"),
    }
    for number, (message_id, answer) in enumerate(answers.items()):
        await ledger.claim(deliver(message_id, news=journal(decided(number, message_id))), RENDERED, lease=60)
        await ledger.settle(deliver(message_id), answer)
    await ledger.claim(deliver("on-its-way", news=journal(decided(6, "on-its-way"))), RENDERED, lease=60)
    proof = Proof(
        proof_id="proof-1", customer_id="c-1", message="m", content="0", channel=Channel.EMAIL, by="ann",
        address="ann@example.com", rendered=Rendered(),
    )  # fmt: skip
    begin_proof(database, proof)
    there: tuple[str | None, ...] = (
        "fine",
        "twice",
        "twice",
        "unknown-there",
        "refused-there",
        "on-its-way",
        "proof-1",
        "stranger",
        None,
    )
    for mail in there:
        mailed(sendgrid, mail)
    try:
        found = await verify(database, grace=timedelta(hours=1), provider=sendgrid.base_url)
        newer = await verify(database, grace=timedelta(hours=1), provider=sendgrid.base_url, since=at(days=1))
    finally:
        await ledger.close()
        await sendgrid.close()
    assert {(one.kind, one.message_id) for one in found.findings if one.kind != "not_recomputed"} == {
        ("not_at_provider", "lost"),
        ("twice_at_provider", "twice"),
        ("unknown_but_sent", "unknown-there"),
        ("refused_but_sent", "refused-there"),
        ("not_in_ledger", "stranger"),
    }
    assert found.mails == 8
    assert [one.message_id for one in newer.findings if one.kind != "not_recomputed"] == ["stranger"]


async def test_verify_compares_with_the_workflows_that_run(doorway: Doorway) -> None:
    async with doorway.working():
        await doorway.client().identify("verify-1", doorway.identify(email="verify-1@example.com"))
        ledger = SqlLedger(doorway.database, address_key=ADDRESS_KEY)
        await listed(doorway, "verify-1")
        assert kinds(await compared(doorway)) == []
        await ledger.record(record(journal(absorbed(0)), customer="verify-2", catalogue=1))  # due in 1998
        assert kinds(await compared(doorway)) == [("not_running", "verify-2")]
        bury(doorway.database, "verify-1")
        assert kinds(await compared(doorway)) == [("erased_and_running", "verify-1"), ("not_running", "verify-2")]
        await ledger.close()


async def listed(doorway: Doorway, customer_id: str) -> None:
    """Temporal's list lags behind what runs."""
    async with asyncio.timeout(60):
        while not (await doorway.temporal.count_workflows(f"WorkflowId = '{workflow_id(customer_id)}'")).count:
            await asyncio.sleep(0.2)


async def compared(doorway: Doorway) -> Verification:
    return await verify(doorway.database, grace=timedelta(0), client=doorway.temporal)


def kinds(found: Verification) -> list[tuple[str, str | None]]:
    """Of the customers of this test: other tests share the server."""
    about = {(one.kind, one.customer_id) for one in found.findings}
    return sorted(one for one in about if one[1] is not None and one[1].startswith("verify-"))
