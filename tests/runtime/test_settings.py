"""A start tells everything that is wrong with its settings at once, and no secret."""

import base64

import pytest
from pydantic import ValidationError

from runtime.providers import needed_for
from runtime.reference import PLACE, configuration_page
from runtime.settings import NEEDED, ConfigurationError, Settings, load_settings

MASTER = base64.b64encode(b"0123456789" * 3 + b"--").decode()
WORKER = {
    "DATABASE_URL": "sqlite:///ledger.db",
    "MASTER_KEY": f"m1:{MASTER}",
    "SENDGRID_API_KEY": "SG.very-secret-key",
    "SENDGRID_BASE_URL": "https://api.sendgrid.com/",
    "MAIL_FROM": "shop@example.com",
    "PUBLIC_URL": "https://shop.example.com/u",
    "LINK_KEY": "link-key-0123456789",
    "ADDRESS_KEY": "address-key-0123456789",
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_everything_that_is_missing_is_named_with_its_purpose() -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_settings("worker")
    for name in ("database_url", *NEEDED["worker"], *needed_for(["sendgrid"])):
        assert f"{name.upper()} is not set" in str(refused.value)
        assert str(Settings.model_fields[name].description) in str(refused.value)


def test_missing_and_invalid_are_told_together_without_any_value() -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_settings(
            "worker",
            WORKER
            | {
                "LINK_KEY": "hunter2",
                "PROFILE": "prod",
                "MAIL_FROM": "Shop <hunter@x.org>",
                "ADDRESS_KEY": "",
                "DATABASE_URL": "hunter3://",
            },
        )
    said = str(refused.value)
    assert "ADDRESS_KEY is not set" in said
    assert all(f"{name} is not valid" in said for name in ("LINK_KEY", "PROFILE", "DATABASE_URL", "MAIL_FROM"))
    assert "hunter" not in said


def test_what_speaks_to_the_ledger_alone_needs_no_key() -> None:
    assert load_settings("ledger", {"DATABASE_URL": "sqlite://"}).sendgrid_api_key is None


def test_a_client_needs_the_ledger_and_the_master_key() -> None:
    with pytest.raises(ConfigurationError, match="MASTER_KEY is not set"):
        load_settings("client", {"DATABASE_URL": "sqlite://"})
    settings = load_settings("client", {"DATABASE_URL": "sqlite://", "MASTER_KEY": f"new:{MASTER}, old:{MASTER}"})
    assert settings.sendgrid_api_key is None
    assert settings.master_keys.newest == "new"


@pytest.mark.parametrize(
    "written", ["hunter2", "m1:hunter2", f"m1:{MASTER},m1:{MASTER}", f"m 1:{MASTER}", "m1:aHVudGVy"]
)
def test_a_master_key_that_is_none_is_refused_without_being_told(written: str) -> None:
    with pytest.raises(ConfigurationError, match="MASTER_KEY is not valid") as refused:
        load_settings("client", {"DATABASE_URL": "sqlite://", "MASTER_KEY": written})
    assert not [value for value in ("hunter", "aHVudGVy", MASTER) if value in str(refused.value)]


@pytest.mark.parametrize("name", sorted(WORKER))
def test_each_setting_of_a_worker_is_needed(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} is not set"):
        load_settings("worker", {key: value for key, value in WORKER.items() if key != name})


def test_the_environment_wins_over_the_defaults_and_empty_counts_as_unset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TASK_QUEUE", "other")
    monkeypatch.setenv("MAIL_FROM", "")
    settings = load_settings("worker", WORKER | {"TASK_QUEUE": "default"})
    assert (settings.task_queue, settings.mail_from) == ("other", "shop@example.com")


def test_a_worker_gets_everything_it_sends_with() -> None:
    settings = load_settings("worker", WORKER)
    assert settings.outgoing.link_key.get_secret_value() == WORKER["LINK_KEY"]
    assert (settings.sendgrid_base_url, settings.mail_from) == ("https://api.sendgrid.com", "shop@example.com")


def test_a_clients_settings_do_not_send() -> None:
    with pytest.raises(ConfigurationError, match="LINK_KEY is not set"):
        _ = load_settings("ledger", {"DATABASE_URL": "sqlite://"}).outgoing


def test_nothing_secret_is_printed() -> None:
    settings = load_settings("worker", WORKER | {"DATABASE_URL": "postgresql://u:pass-word@h/d"})
    shown = f"{settings} {settings!r} {settings.outgoing} {settings.model_dump_json()}"
    assert not [value for value in ("very-secret", "pass-word", "key-0123456789", MASTER) if value in shown]


def test_the_allow_list_is_a_comma_list_without_regard_to_case() -> None:
    settings = load_settings(
        "ledger", {"DATABASE_URL": "sqlite://", "RECIPIENT_ALLOWLIST": " Ann@Example.org, @x.com,"}
    )
    assert settings.recipient_allowlist == {"ann@example.org", "@x.com"}


@pytest.mark.parametrize("written", ["", ",", " "])
def test_no_look_ups_written_are_none(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKUPS", written)
    assert load_settings("ledger", {"DATABASE_URL": "sqlite://"}).lookups == {}


def test_settings_do_not_change_while_running() -> None:
    settings = load_settings("ledger", {"DATABASE_URL": "sqlite://"})
    with pytest.raises(ValidationError):
        settings.profile = "production"  # type: ignore[misc]  # what is forbidden


def test_every_variable_is_documented_and_the_page_is_current() -> None:
    assert all(field.description for field in Settings.model_fields.values())
    assert PLACE.read_text() == configuration_page(), "run: make configuration"


def test_the_page_tells_secrets_and_who_needs_what() -> None:
    rows = {row.split("`")[1]: row for row in configuration_page().splitlines() if row.startswith("| `")}
    secrets = {
        name for name, row in rows.items() if "(a secret)" in row and name in map(str.upper, Settings.model_fields)
    }
    assert secrets == {
        "DATABASE_URL",
        "MASTER_KEY",
        "SENDGRID_API_KEY",
        "LINK_KEY",
        "ADDRESS_KEY",
        "ID_HASH_KEY",
        "CODEC_TOKEN",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_WEBHOOK_KEY",
        "VAPID_PRIVATE_KEY",
        "TASK_SECRET",
        "TASK_SECRETS",
    }
    assert "the adapter `sendgrid`" in rows["MAIL_FROM"]
    assert "| workers and clients |" in rows["MASTER_KEY"]
    assert "| everything |" in rows["DATABASE_URL"]
    assert "| none |" in rows["LOOKUPS"]
