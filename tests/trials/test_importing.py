"""What other systems sent comes in line by line: the same again changes nothing, a bad line stops no other."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from audit.database import read
from audit.erasure import bury
from audit.queries.sent_by_all import SentMessage, each_imported
from audit.tables.directory import CustomerRow
from audit.tables.everything import table_of
from catalogue.faults import Fault
from tests.trials.ledgers import MONDAY, ledger
from trials.imported.importing import ImportReport, import_file
from trials.simulating.index import EventsFault

__all__ = ["ledger"]

HEAD = "customer_id,department,message,purpose,channel,sent_at,tags,id\n"
GOOD = """\
c-1,CRM,Spring Sale 2026,promotional,email,2026-03-02T09:00:00Z,,x-1
c-1,care,welcome,lifecycle,email,2026-03-02 11:00:00+01:00,"welcome; phones",x-2
c-2,CRM,Spring Sale 2026,PROMOTIONAL,sms,2026-03-02T09:00:00Z,,
"""


def write(folder: Path, text: str, name: str = "sent.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def take(database: Engine, path: Path) -> tuple[ImportReport, list[str]]:
    faults: list[Fault] = []
    report = import_file(database, path, faults.append)
    return report, [f"{fault.line} {fault.path}: {fault.message}" for fault in faults]


def kept(database: Engine) -> list[SentMessage]:
    found: list[SentMessage] = []
    each_imported(database, found.append, None, None)
    return found


def test_names_and_times_are_brought_into_the_form_of_here(ledger: Engine, tmp_path: Path) -> None:
    report, faults = take(ledger, write(tmp_path, HEAD + GOOD))
    assert (report, faults) == (ImportReport(lines=3, new=3, known=0, refused=0), [])
    found = {(one.customer_id, one.department, one.message, one.channel.value, one.tags) for one in kept(ledger)}
    assert found == {
        ("c-1", "crm", "spring-sale-2026", "email", ()),
        ("c-1", "care", "welcome", "email", ("welcome", "phones")),
        ("c-2", "crm", "spring-sale-2026", "sms", ()),
    }
    assert {one.sent_at.hour for one in kept(ledger)} == {9, 10}


def test_the_same_file_again_changes_nothing_and_one_left_half_way_goes_on(ledger: Engine, tmp_path: Path) -> None:
    first = "".join(GOOD.splitlines(keepends=True)[:1])
    take(ledger, write(tmp_path, HEAD + first))
    report, _ = take(ledger, write(tmp_path, HEAD + GOOD + GOOD.splitlines(keepends=True)[2]))
    assert (report.lines, report.new, report.known) == (4, 2, 2)
    report, _ = take(ledger, write(tmp_path, HEAD + GOOD))
    assert (report.new, report.known, len(kept(ledger))) == (0, 3, 3)


def test_a_line_that_is_no_message_is_told_and_the_rest_is_taken(ledger: Engine, tmp_path: Path) -> None:
    bury(ledger, "c-9")
    lines = [
        "ann@example.com,crm,sale,promotional,email,2026-03-02T09:00:00Z,,",
        "c-1,crm,sale,promotions,email,2026-03-02T09:00:00Z,,",
        "c-1,crm,sale,promotional,email,2026-03-02T09:00:00,,",
        "c-1,crm,sale,promotional,email",
        "c-1,,sale,promotional,email,2026-03-02T09:00:00Z,,",
        "c-9,crm,sale,promotional,email,2026-03-02T09:00:00Z,,",
    ]
    report, faults = take(ledger, write(tmp_path, HEAD + "\n".join(lines) + "\n" + GOOD))
    assert (report.lines, report.new, report.refused) == (9, 3, 6)
    said = ["looks like an address", "none that there is", "needs a zone", "5 cells", "is missing", "was erased"]
    assert [line.split()[0] for line in faults] == ["2", "3", "4", "5", "6", "7"]
    assert [part for part, line in zip(said, faults, strict=True) if part not in line] == []


def test_bytes_that_are_no_text_stop_no_other_line(ledger: Engine, tmp_path: Path) -> None:
    path = tmp_path / "sent.csv"
    path.write_bytes((HEAD + "c-1,caf\xe9,sale,promotional,email,2026-03-02T09:00:00Z,,\n" + GOOD).encode("latin-1"))
    report, faults = take(ledger, path)
    assert (report.new, faults) == (3, ["2 : is no UTF-8"])
    path.write_bytes((HEAD + GOOD).encode("utf-16"))
    with pytest.raises(EventsFault, match="is no UTF-8"):
        take(ledger, path)


def test_a_line_of_nothing_but_brackets_stops_no_other(ledger: Engine, tmp_path: Path) -> None:
    _, faults = take(ledger, write(tmp_path, "[" * 100_000 + "\n{}\n", "sent.ndjson"))
    assert faults[0] == "1 : too many brackets within brackets"
    assert faults[1].startswith("2 customer_id")


def test_ndjson_comes_in_as_well(ledger: Engine, tmp_path: Path) -> None:
    line = {"customer_id": "c-1", "department": "crm", "message": "sale", "purpose": "promotional", "channel": "email"}
    good = json.dumps({**line, "sent_at": "2026-03-02T09:00:00Z", "tags": ["Spring Sale"], "priority": 20})
    bad = json.dumps({**line, "sent_at": "2026-03-02T09:00:00Z", "tag": []})
    report, faults = take(ledger, write(tmp_path, f"{good}\n\n{{\n{bad}\n", "sent.ndjson"))
    assert (report.new, report.refused) == (1, 2)
    assert [line.partition(" (")[0] for line in faults] == [
        "3 : no JSON: Expecting property name enclosed in double quotes: line 1 column 2",
        "4 tag: unknown key",
    ]
    [one] = kept(ledger)
    assert (one.sent_at, one.tags, one.priority) == (MONDAY, ("spring-sale",), 20)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sent.csv", "customer,sent_at\n", "customer_id: no such column"),
        ("sent.csv", HEAD.replace("tags", "labels"), "labels: unknown column"),
        ("sent.csv", HEAD.replace("tags", "id"), "id: stands twice"),
        ("sent.csv", (HEAD + GOOD).replace("\n", "\r"), "new-line character"),
        ("sent.xlsx", "", "cannot tell the form"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    ledger: Engine, tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(EventsFault, match=said):
        take(ledger, write(tmp_path, text, name))


def test_nobody_becomes_a_customer_by_an_import(ledger: Engine, tmp_path: Path) -> None:
    take(ledger, write(tmp_path, HEAD + GOOD))
    assert read(ledger, lambda connection: connection.execute(select(table_of(CustomerRow))).all()) == []
