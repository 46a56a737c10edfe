"""`twostep results`: a population in a ledger, as tables, as a page, as CSV and as JSON."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from starter.cli.results_page import results_page
from tests.databases import migrated, sqlite_url
from tests.starter.command import twostep
from tests.trials.results.population import CUSTOMERS, everybody, keep
from trials.simulating.tables import Table

OPERATORS = Path(__file__).parents[3] / "docs" / "operators.md"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = sqlite_url(tmp_path_factory.mktemp("results"))
    with migrated(url) as database:
        keep(database, everybody())
    yield url


@pytest.fixture(autouse=True)
def database_url(ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", ledger)


def test_the_example_of_the_documentation_is_what_the_command_says() -> None:
    done = twostep("results", "onboarding")
    assert done.exit_code == 0, done.output
    said = "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())
    assert f"```text\n{said}\n```" in OPERATORS.read_text(encoding="utf-8")


def test_csv_has_every_number_on_a_line_of_its_own() -> None:
    lines = list(csv.DictReader(io.StringIO(twostep("results", "onboarding", "--csv").stdout)))
    found = {(line["kind"], line["group"], line["what"], line["of"]): line["number"] for line in lines}
    assert len(found) == len(lines)
    assert found["all", "all", "customers", ""] == str(CUSTOMERS)
    assert found["all", "all", "ended", "returned"] == "15"
    assert float(found["comparison", "treated", "low", "control"]) < 0
    assert int(found["all", "all", "dropped holdout", "welcome"]) > 0


def test_json_is_the_whole_result() -> None:
    found = json.loads(twostep("results", "onboarding", "--json").stdout)
    assert found["goal"] == "purchase"
    assert {one["kind"] for one in found["groups"]} == {"all", "version", "holdout", "arm"}
    assert found["comparisons"][0]["enough"] is False


def test_a_period_is_told_in_days_of_the_organisation() -> None:
    done = twostep("results", "onboarding", "--since", "2026-04-17", "--until", "2026-04-20T00:00:00Z")
    assert done.stdout.startswith(
        "results of “onboarding”: those who entered from Fri 17 Apr 2026 00:00 before Mon 20 Apr 2026 00:00 (UTC)\n"
    )
    assert "all               20 " in done.stdout
    nobody = twostep("results", "onboarding", "--since", "2027-01-01")
    assert nobody.stdout.endswith("\nnobody has entered\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("onbording",), "no journey 'onbording': published are onboarding"),
        (("onboarding", "--since", "yesterday"), "--since: "),
    ],
)
def test_what_cannot_be_meant_is_refused(words: tuple[str, ...], says: str) -> None:
    done = twostep("results", *words)
    assert done.exit_code == 1
    assert says in done.stderr


def test_the_page_holds_the_same_tables_with_everything_escaped(tmp_path: Path) -> None:
    file = tmp_path / "results.html"
    assert twostep("results", "onboarding", "--html", str(file)).exit_code == 0
    page = file.read_text(encoding="utf-8")
    assert '<th scope="row">test: tips / control</th>' in page
    assert "<script" not in page
    strange = results_page("<b>", "ever", [Table(title="a & b", columns=("<i>",), rows=(("<td>",),))])
    assert "&lt;b&gt;" in strange and "a &amp; b" in strange and "&lt;i&gt;" in strange and "&lt;td&gt;" in strange
    assert "Nobody has entered." in results_page("x", "ever", [])
