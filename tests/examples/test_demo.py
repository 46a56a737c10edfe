"""A small demo, from the command to its files: it agrees with itself and with the computation by hand."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from audit.database import open_database
from standins.sendgrid.mailbox import Mail, Mailbox
from starter.demo.agreement import differences
from starter.demo.histories import Histories
from starter.demo.purchases import Purchase, read_purchases, spread_customers
from starter.demo.reading import Lives, read_lives
from starter.demo.shift import Shift
from tests.examples.check_demo import SAMPLE, broken, compare

ROOT = Path(__file__).parents[2]
CUSTOMERS = 12

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Ran:
    """What a demo left behind, and what went into it."""

    out: Path
    said: str
    database: Engine
    mails: list[Mail]
    purchases: Sequence[Purchase]
    lives: Lives

    def differences(self, mails: Sequence[Mail], purchases: Sequence[Purchase], histories: Histories) -> Sequence[str]:
        return differences(self.database, mails, purchases, self.lives.bought, histories)

    @property
    def histories(self) -> Histories:
        return Histories(deliveries=len(self.mails))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    out = tmp_path_factory.mktemp("demo")
    # Whatever a deployment has set must not matter: least of all where mail goes.
    elsewhere = {
        "PROFILE": "production",
        "SENDGRID_BASE_URL": "http://127.0.0.1:9",
        "SENDGRID_API_KEY": "SG.real",
        "DATABASE_URL": "sqlite:////nowhere/ledger.db",
        "TEMPORAL_ADDRESS": "127.0.0.1:9",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
    }
    command = [sys.executable, "-m", "starter.demo", "--customers", str(CUSTOMERS), "--out", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **elsewhere}, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    database = open_database(f"sqlite:///{out / 'ledger.db'}")
    everything = read_purchases(SAMPLE)
    chosen = spread_customers(everything, CUSTOMERS)
    purchases = [one for one in everything if one.customer_id in chosen]
    mailbox = Mailbox(out / "mails.jsonl")
    yield Ran(out, done.stdout, database, list(mailbox.after(0)), purchases, read_lives(database, Shift(cycles=2)))
    mailbox.close()
    database.dispose()


def test_the_decisions_are_those_of_the_computation_by_hand(ran: Ran) -> None:
    customers, messages, wrong = compare(ran.out, SAMPLE)
    assert (customers, messages) == (CUSTOMERS, 61)  # each was decided, and 45 of them were sent
    assert wrong == []
    assert sum("new-releases" in mail.categories for mail in ran.mails) == 59
    assert len(ran.mails) == 104


def test_what_a_rule_should_have_stopped_is_found(ran: Ran, tmp_path: Path) -> None:
    """The same tables with everything twice: what the rules let pass once is too much then."""
    shutil.copytree(ran.out / "ledger", tmp_path / "ledger")
    table = tmp_path / "ledger/delivery.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([*lines, *lines[1:]]), encoding="utf-8")
    assert any("a third within 30 days" in fault for fault in broken(tmp_path))
    assert any("a second promotion within 14 days" in fault for fault in broken(tmp_path))
    assert list(broken(ran.out)) == []


def test_it_says_what_it_made_up_and_what_it_found(ran: Ran) -> None:
    said = " ".join(ran.said.split())
    for words in (
        "41 real purchases of 12 customers",
        "every customer is given one at example.com",
        "1 January 2053 stands for 1 January 1997",
        "journey not entered │ thank-you │ never_again │ 29",
        "The story of customer",
        "Two departments write as well",
        "message dropped │ broadcast │ holdout │ 16",
        "cap one-promotion-a-fortnight │ · │ 13",
        "mix no-third-promotion │ · │ 11",
        "went later and 6 did not",  # how many did, goes by milliseconds: exactly 30 days after what was decided late
        "our promotions that followed two within 90 days │",
        "Agreed: 41 purchases and 104 deliveries",
    ):
        assert words in said


def test_the_files_are_there_and_in_the_time_of_the_data(ran: Ran) -> None:
    assert (ran.out / "messages.png").read_bytes().startswith(b"\x89PNG")
    with (ran.out / "ledger/input.csv").open(newline="", encoding="utf-8") as lines:
        tracked = [row for row in csv.DictReader(lines) if row["type"] == "purchase"]
    assert len(tracked) == 41
    assert min(row["event_at"] for row in tracked) == "1997-01-01T12:00:00+00:00"
    assert not any(row["at"].startswith("20") for row in tracked)
    assert all(row["written_at"].startswith("20") for row in tracked)


def test_it_agrees_with_itself(ran: Ran) -> None:
    assert ran.differences(ran.mails, ran.purchases, ran.histories) == []


def test_a_lost_mail_is_found(ran: Ran) -> None:
    (wrong,) = ran.differences(ran.mails[1:], ran.purchases, ran.histories)
    assert "the ledger has accepted message" in wrong
    assert wrong.endswith("and 0 mails of it arrived")


def test_a_second_mail_is_found(ran: Ran) -> None:
    (wrong,) = ran.differences([*ran.mails, ran.mails[0]], ran.purchases, ran.histories)
    assert wrong.endswith("and 2 mails of it arrived")


def test_a_mail_that_the_ledger_does_not_know_is_found(ran: Ran) -> None:
    stray = replace(ran.mails[0], custom_args={})
    (wrong,) = ran.differences([*ran.mails, stray], ran.purchases, ran.histories)
    assert wrong == "the ledger has not accepted message '' (attempt 0), and 1 mails of it arrived"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"to": [{"email": "c99999@example.com"}]}, "went to ['c99999'] instead of 'c00004'"),
        ({"categories": ["collector"]}, "is 'thank-you' in the ledger, and the mail says ['collector']"),
        ({"message_id": "another"}, "and the provider gave 'another'"),
    ],
)
def test_another_mail_than_the_ledger_says_is_found(ran: Ran, change: dict[str, list[object]], fault: str) -> None:
    changed = Mail(**{**vars(ran.mails[0]), **change})
    (wrong,) = ran.differences([changed, *ran.mails[1:]], ran.purchases, ran.histories)
    assert fault in wrong


def test_a_purchase_that_was_not_taken_in_as_it_was_is_found(ran: Ran) -> None:
    first, second, *rest = ran.purchases
    unlike = second.model_copy(update={"amount": second.amount + 1})
    lost = first.model_copy(update={"row": 10_000})
    wrong = ran.differences(ran.mails, [first, unlike, *rest, lost], ran.histories)
    assert len(wrong) == 2
    assert wrong[0] == "row 10000 of the data is not in the ledger"
    assert wrong[1].startswith(f"the ledger has row {second.row} as ")


def test_what_temporal_says_otherwise_is_found(ran: Ran) -> None:
    failed = Histories(deliveries=103, failures=["customer c1: a workflow task failed (event 7)"])
    assert ran.differences(ran.mails, ran.purchases, failed) == [
        "customer c1: a workflow task failed (event 7)",
        "103 deliveries were completed in Temporal, and 104 are in the ledger",
    ]
