"""The secrets of who does tasks, each channel's own: what is read, what is missing, and what is never told."""

from base64 import b64encode

import pytest

from runtime.settings import ConfigurationError, Settings, load_settings
from tests.runtime.test_settings import WORKER, bare_environment

__all__ = ["bare_environment"]

ONE, TWO, THREE = ("whsec_" + b64encode(letter * 32).decode() for letter in (b"1", b"2", b"3"))
TASKS = WORKER | {
    "CHANNELS": "email=sendgrid,call=tasks,mail=tasks",
    "TASK_ENDPOINTS": "call=https://calls.example.com,mail=https://print.example.com",
}


def secrets_of(settings: Settings) -> dict[str, str]:
    return {channel: secret.get_secret_value() for channel, secret in settings.task_secrets.items()}


def refused(**given: str) -> str:
    with pytest.raises(ConfigurationError) as error:
        load_settings("worker", TASKS | given)
    return str(error.value)


def test_a_channel_may_stand_several_times_the_newest_first() -> None:
    settings = load_settings("worker", TASKS | {"TASK_SECRETS": f"call={ONE}, mail={TWO} ,call={THREE},"})
    assert secrets_of(settings) == {"call": f"{ONE},{THREE}", "mail": TWO}
    assert settings.task_secret is None
    again = Settings.model_validate(settings.model_dump())
    assert again.task_secrets == settings.task_secrets


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "call, mail: add call=whsec_…,mail=whsec_…"),
        ({"TASK_SECRETS": f"call={ONE}"}, "mail: add mail=whsec_…"),
        ({"TASK_SECRETS": f"store={ONE}", "TASK_SECRET": ""}, "call, mail: add call=whsec_…,mail=whsec_…"),
    ],
)
def test_a_channel_of_tasks_without_a_secret_stops_the_start(given: dict[str, str], named: str) -> None:
    said = refused(**given)
    assert f"TASK_SECRETS has none for {named}, or set TASK_SECRET\n" in said
    assert ONE not in said


def test_it_is_told_beside_every_other_fault() -> None:
    said = refused(LINK_KEY="short", TASK_SECRETS=f"mail={ONE}", TASK_ENDPOINTS="")
    assert "LINK_KEY is not valid" in said
    assert "TASK_ENDPOINTS is not set" in said
    assert "TASK_SECRETS has none for call: add call=whsec_…" in said


@pytest.mark.parametrize("given", [{"TASK_SECRET": ONE}, {"TASK_SECRET": ONE, "TASK_SECRETS": f"mail={TWO}"}])
def test_the_shared_secret_covers_what_has_none_of_its_own(given: dict[str, str]) -> None:
    assert load_settings("worker", TASKS | given).task_secret is not None


def test_what_sends_no_tasks_needs_none() -> None:
    assert load_settings("worker", WORKER).task_secrets == {}
    without = {name: value for name, value in TASKS.items() if name != "TASK_ENDPOINTS"}
    assert load_settings("api", without).task_secrets == {}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (f"call={ONE},{TWO}", "the channel before each secret"),
        (ONE, "the channel before each secret"),
        (f"Call={ONE}", "before each = stands a channel"),
        ("whsec_notabase==", "before each = stands a channel"),
        (f"call={ONE},mail=hunter2", "mail: write mail=whsec_…"),
        (f"call={ONE}{TWO}", "call: write call=whsec_…"),
        (f"call={ONE[:30]}", "call: write call=whsec_…"),
        ("call=whsec_" + "A" * 45, "call: write call=whsec_…"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_channel_and_without_its_value(written: str, told: str) -> None:
    said = refused(TASK_SECRETS=written, TASK_SECRET=THREE)
    assert "TASK_SECRETS is not valid" in said
    assert told in said
    hidden = (ONE, TWO, ONE[6:30], TWO[6:30], "hunter", "notabase", "A" * 20)
    assert not [secret for secret in hidden if secret in said]


def test_nothing_of_them_is_printed() -> None:
    settings = load_settings("worker", TASKS | {"TASK_SECRETS": f"call={ONE},mail={TWO}"})
    shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()} {settings.task_secrets}"
    assert not [secret for secret in (ONE, TWO) if secret[6:] in shown]
