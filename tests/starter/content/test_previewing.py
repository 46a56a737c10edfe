"""`twostep preview`: a message out of a folder, without any server."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from starter.main import app
from tests.catalogue.folders import write_folder
from tests.catalogue.mails import BODY, FOLDER, HELP, MAIL, YAML

FACTS = """\
customer: { first_name: Ada, language: de }
run: { reason: far, phone: P, nearest: { name: East } }
"""


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No database, no Temporal and no installation of `twostep run`."""
    for name in ("DATABASE_URL", "TEMPORAL_ADDRESS", "MASTER_KEY", "JOURNEYS_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def preview(folder: Path, *words: str, facts: str = FACTS) -> Result:
    file = folder / "scenarios" / "facts.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(facts)
    return CliRunner().invoke(app, ["preview", "help", "--customer", str(file), "--folder", str(folder), *words])


def test_the_html_as_it_would_be_sent(tmp_path: Path) -> None:
    done = preview(write_folder(tmp_path, MAIL))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Hallo Ada" in done.stdout and "utm_campaign=help" in done.stdout
    english = preview(tmp_path, "--language", "en", "--text")
    assert english.stdout.startswith("Far\n\nHi Ada\n\nNext to you: East\n")
    assert preview(tmp_path, "--channel", "sms").stdout == "P: wir schicken es\n\n"


def test_into_a_file_with_the_subject_told(tmp_path: Path) -> None:
    done = preview(write_folder(tmp_path, MAIL), "--out", "mail.html")
    assert done.stdout == "mail.html, subject: Noch unschlüssig?\n"
    assert "Hallo Ada" in Path("mail.html").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = preview(write_folder(tmp_path, MAIL), "--out", "nowhere/mail.html")
    assert done.exit_code == 1
    assert "'nowhere/mail.html' cannot be written: No such file or directory" in done.stderr


def test_the_folder_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path / "mine", MAIL)
    monkeypatch.setenv("JOURNEYS_DIR", "mine")
    Path("facts.json").write_text('{"run": {"reason": "near", "phone": "P"}}')
    done = CliRunner().invoke(app, ["preview", "help", "--customer", "facts.json", "--text"])
    assert done.stdout.startswith("Near\n")


@pytest.mark.parametrize(
    ("words", "facts", "said"),
    [
        ((), "customer: {}", "message 'help' needs run.reason, and it is missing for this customer"),
        ((), "run: { reason: far }", "run.phone is undefined (written in sms.en.txt:1)"),
        (("--language", "fr"), FACTS, "is not written in 'fr': there is en, de"),
        (("--channel", "push"), FACTS, "the message 'help' does not go by push: it goes by email, sms"),
        (
            (),
            "custommer: {}",
            "'custommer' is none of customer, run, event, decided_at, zone: did you mean 'customer'?",
        ),
        ((), "[1]", "does not say what the message is rendered with"),
        ((), "customer: 3", "customer: Input should be a valid dictionary"),
        ((), "customer: {", "not readable as YAML"),
    ],
)
def test_what_is_missing_or_wrong_is_told(tmp_path: Path, words: tuple[str, ...], facts: str, said: str) -> None:
    done = preview(write_folder(tmp_path, MAIL), *words, facts=facts)
    assert done.exit_code == 1
    assert said in done.stderr


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["preview", "help", "--folder", str(tmp_path), "--customer", "no.yaml"])
    assert (done.exit_code, "no.yaml cannot be read" in done.stderr) == (1, True)


def test_an_unknown_message_is_told(tmp_path: Path) -> None:
    write_folder(tmp_path, MAIL)
    done = CliRunner().invoke(app, ["preview", "hlep", "--folder", str(tmp_path)])
    assert (done.exit_code, done.stderr) == (1, f"twostep: {tmp_path} has no message 'hlep': did you mean 'help'?\n")


def test_faults_of_the_message_are_told_and_those_of_others_are_not(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {**MAIL, "content/receipt/email.html": "{{ customer.nobody }}"})
    assert preview(folder).exit_code == 0
    done = preview(write_folder(tmp_path, {**MAIL, BODY: (MAIL[BODY] or "").replace("mj-text", "mj-txt")}))
    assert done.exit_code == 1
    assert f"{FOLDER}/email.en.mjml:4:3: MJML has no tag <mj-txt>" in done.stderr


def test_a_folder_of_the_wrong_form_is_told(tmp_path: Path) -> None:
    done = preview(write_folder(tmp_path, {**MAIL, YAML: "message: help\n"}))
    assert done.exit_code == 1
    assert "'title' is missing" in done.stderr


def test_dates_are_told_as_if_it_were_decided_now(tmp_path: Path) -> None:
    sms = "{{ message.decided_at | date: '%H:%M', message.zone }}"
    folder = write_folder(tmp_path, {**MAIL, f"{FOLDER}/sms.en.txt": sms, f"{FOLDER}/sms.de.txt": None})
    facts = FACTS + "decided_at: 2026-04-14T08:10:00Z\n"
    assert preview(folder, "--channel", "sms", "--language", "en", facts=facts).stdout == "10:10\n"
    assert len(preview(folder, "--channel", "sms", "--language", "en").stdout) == len("10:10\n")


def test_everything_that_the_channel_gets_as_json(tmp_path: Path) -> None:
    parts = "push: { title: '{{ run.phone }}?', url: 'https://shop.example/{{ run.phone }}', urgency: high }\n"
    yaml = HELP.replace("[email, sms]", "[email, sms, push]") + parts
    folder = write_folder(tmp_path, {**MAIL, YAML: yaml, f"{FOLDER}/push.en.txt": "Look"})
    told = json.loads(preview(folder, "--channel", "push", "--json").stdout)
    assert (told["subject"], told["url"], told["urgency"], told["text"]) == (
        "P?",
        "https://shop.example/P",
        "high",
        "Look",
    )


@pytest.mark.parametrize(
    ("text", "told"), [("Come in\n", "1 segment of GSM-7\n"), ("–" * 71, "2 segments of UCS-2, for '–'\n")]
)
def test_the_segments_of_a_text_message_are_told_beside_it(tmp_path: Path, text: str, told: str) -> None:
    folder = write_folder(tmp_path, {**MAIL, f"{FOLDER}/sms.en.txt": text})
    done = preview(folder, "--channel", "sms", "--language", "en")
    assert (done.stdout.strip(), done.stderr) == (text.strip(), told)
