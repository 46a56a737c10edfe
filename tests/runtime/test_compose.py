"""docker-compose.yml and the Dockerfile, checked as far as it goes without a Docker engine."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import TypeAlias, cast

import pytest
import typer
import yaml
from typer.exceptions import TyperException

from runtime.lookups import load_lookups
from runtime.providers import NEEDED_BY_ADAPTER, needed_for
from runtime.settings import NEEDED, Settings, load_settings
from starter.main import app
from tests.keys import MASTER_KEY

Service: TypeAlias = dict[str, object]

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<how>:\?|:-)?(?P<rest>[^}]*)\}")
SECRET = re.compile(r"PASSWORD|_PWD|_KEY$|SECRET|TOKEN")
GIVEN = {
    "POSTGRES_PASSWORD": "pass0word",
    "MASTER_KEY": MASTER_KEY,
    "SENDGRID_API_KEY": "SG.key",
    "SENDGRID_BASE_URL": "https://api.sendgrid.com",
    "MAIL_FROM": "shop@example.com",
    "PUBLIC_URL": "https://shop.example.com",
    "LINK_KEY": "l" * 32,
    "ADDRESS_KEY": "a" * 32,
    "CODEC_TOKEN": "c" * 32,
}


def services(text: str = TEXT) -> dict[str, Service]:
    return cast(dict[str, Service], yaml.safe_load(text)["services"])


def interpolated(text: str, given: dict[str, str]) -> str:
    """As `docker compose` does it: `:?` refuses an empty variable, `:-` has a default."""

    def value(match: re.Match[str]) -> str:
        if given.get(match["name"]):
            return given[match["name"]]
        if match["how"] == ":?":
            raise LookupError(f"{match['name']}: {match['rest']}")
        return match["rest"]

    return VARIABLE.sub(value, text).replace("$$", "$")


def commands_of_ours() -> list[list[str]]:
    given = services(interpolated(TEXT, GIVEN))
    return [cast(list[str], service["command"]) for service in given.values() if "build" in service]


def test_every_variable_is_demanded_with_a_reason_or_has_a_default() -> None:
    found = list(VARIABLE.finditer(TEXT))
    assert len(found) > 20
    assert not [match[0] for match in found if match["how"] is None]
    assert not [match[0] for match in found if match["how"] == ":?" and len(match["rest"]) < 10]
    assert "$" not in VARIABLE.sub("", TEXT).replace("$$", "")


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_each_secret_and_address_is_demanded(name: str) -> None:
    with pytest.raises(LookupError, match=name):
        interpolated(TEXT, {key: value for key, value in GIVEN.items() if key != name})


def test_no_secret_stands_in_the_files() -> None:
    for name, service in services().items():
        for key, value in cast(dict[str, str], service.get("environment", {})).items():
            if SECRET.search(key):
                assert re.fullmatch(r"\$\{[^}]*\}", value), f"{name}: {key} is written out"
            assert not re.search(r"://[^:/@]+:[^$@][^@]*@", value), f"{name}: {key} has a password"
    assert not re.search(r"^(ENV|ARG).*(PASSWORD|_KEY|SECRET|TOKEN)", DOCKERFILE, re.MULTILINE)


def test_nothing_runs_as_root_or_gains_rights() -> None:
    for name, service in services().items():
        user = str(service.get("user", ""))
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), f"{name} runs as {user!r}"
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_what_stays_up_has_a_health_check_and_what_ends_is_waited_for_as_ended() -> None:
    all_services = services()
    lasting = {name for name, service in all_services.items() if service.get("restart") == "unless-stopped"}
    assert lasting == {"postgresql", "temporal", "temporal-ui", "codec-server", "api", "worker"}
    assert all("healthcheck" in all_services[name] for name in lasting)
    for name, service in all_services.items():
        for needed, how in cast(dict[str, dict[str, str]], service.get("depends_on", {})).items():
            expected = "service_healthy" if needed in lasting else "service_completed_successfully"
            assert how["condition"] == expected, f"{name} waits for {needed}"


def test_the_pages_of_temporal_are_told_of_the_codec_server_that_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    found = services(interpolated(TEXT, GIVEN | {"CODEC_PORT": "9001", "TEMPORAL_UI_PORT": "9002"}))
    ui, codec = (cast(dict[str, str], found[name]["environment"]) for name in ("temporal-ui", "codec-server"))
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in codec.items():
        monkeypatch.setenv(name, value or "")
    settings = load_settings("codec")
    token = settings.codec_token.get_secret_value() if settings.codec_token else ""
    assert ui["TEMPORAL_CODEC_ENDPOINT"] == f"http://localhost:9001/{token}"
    assert found["codec-server"]["ports"] == [f"127.0.0.1:9001:{settings.codec_port}"]
    assert settings.codec_origin == "http://localhost:9002"


def test_the_worker_can_be_scaled() -> None:
    worker = services()["worker"]
    assert "container_name" not in worker
    assert "ports" not in worker


def test_only_this_machine_reaches_the_ports() -> None:
    ports = [port for service in services().values() for port in cast(list[str], service.get("ports", []))]
    assert len(ports) == 4
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_environment_of_the_worker_is_a_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = cast(dict[str, str], services(interpolated(TEXT, GIVEN))["worker"]["environment"])
    ours = {name for name in environment if not name.startswith("TEMPORAL_")}
    assert ours <= {name.upper() for name in Settings.model_fields}
    assert {name.upper() for name in (*NEEDED["worker"], *needed_for(NEEDED_BY_ADAPTER))} <= ours
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value or "")
    settings = load_settings("worker")
    assert settings.mail_from == "shop@example.com"
    assert {"TRACKING_PLAN", "LOOKUPS", "PLACES_DIR", "USE_VERSIONING"} <= ours
    assert (settings.tracking_plan, settings.use_versioning) == ("warn", True)
    planned = yaml.safe_load((ROOT / settings.journeys_dir / "schema.yaml").read_text())["lookups"]
    assert load_lookups(settings.lookups).keys() == planned.keys()


OF_ROLES = {
    "api": {"API_LISTEN", "API_PORT", "API_TRUSTED_PROXIES", "API_ORIGINS"},
    "codec-server": {"CODEC_TOKEN", "CODEC_ORIGIN", "CODEC_LISTEN", "CODEC_PORT", "CODEC_HOST"},
}
OF_ONE_MACHINE = {"STATE_DIR", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "STANDIN_PORT"}
"""of `twostep run`, which no container does"""


@pytest.mark.parametrize("role", ["worker", "api", "codec-server"])
def test_whatever_can_be_set_reaches_the_containers_that_read_it(role: str) -> None:
    given = set(cast(dict[str, str], services()[role]["environment"]))
    every = {name.upper() for name in Settings.model_fields} - OF_ONE_MACHINE
    read = every - set().union(*OF_ROLES.values()) | OF_ROLES.get(role, set())
    missing = read - given - ({"CODEC_HOST"} if role == "codec-server" else set())  # this machine's alone
    assert not missing, f"{role} cannot be given {sorted(missing)}"


@pytest.mark.parametrize("role", ["api", "codec-server"])
def test_the_environment_of_what_listens_is_a_configuration(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    given = GIVEN | {"API_ORIGINS": "https://shop.example.com", "INBOX_DAYS": "30"}
    for name, value in cast(dict[str, str], services(interpolated(TEXT, given))[role]["environment"]).items():
        monkeypatch.setenv(name, str(value or ""))
    settings = load_settings("api" if role == "api" else "codec")
    assert settings.inbox_days == 30
    assert settings.provider_event_days == Settings.model_fields["provider_event_days"].default
    assert settings.api_origins == ({"https://shop.example.com"} if role == "api" else frozenset())


@pytest.mark.parametrize("command", commands_of_ours(), ids=" ".join)
def test_the_commands_are_complete(command: list[str]) -> None:
    name, *words = command
    context = typer.main.get_group(app).commands[name].make_context(name, list(words))
    assert context.command.name == name


def test_an_argument_that_is_missing_is_found() -> None:
    with pytest.raises(TyperException, match="Missing parameter: journey"):
        typer.main.get_group(app).commands["graph"].make_context("graph", [])


def test_the_guide_names_the_server_that_is_started() -> None:
    versions = {match["rest"] for match in VARIABLE.finditer(TEXT) if match["name"] == "TEMPORAL_VERSION"}
    [version] = versions
    assert f"names server {version}" in " ".join((ROOT / "docs/deployment.md").read_text().split())


def test_the_health_check_of_the_worker_is_a_module_of_ours() -> None:
    check = cast(list[str], cast(Service, services()["worker"]["healthcheck"])["test"])
    module = check[check.index("-m") + 1]
    assert (ROOT / f"{module.replace('.', '/')}.py").exists()


def test_the_schema_step_makes_both_databases(tmp_path: Path) -> None:
    script = cast(list[str], services(interpolated(TEXT, GIVEN))["temporal-schema"]["command"])[0]
    tool = tmp_path / "temporal-sql-tool"
    tool.write_text('#!/bin/sh\necho "$@"\n')
    tool.chmod(0o755)
    said = subprocess.run(
        ["/bin/sh", "-euc", script],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    ).stdout
    assert [shlex.split(line)[1:3] for line in said.splitlines()] == [
        [database, step]
        for database in ("temporal", "temporal_visibility")
        for step in ("create", "setup-schema", "update-schema")
    ]
    assert "postgresql/v12/visibility/versioned" in said


def test_the_image_leaves_the_build_behind_and_is_not_root() -> None:
    build, final = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert "AS build" in build
    assert "-slim" in final.splitlines()[0]
    assert "-c constraints.txt" in build
    assert "pip install" not in final
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
    assert final.index("USER 10001") < final.index("ENTRYPOINT")


def test_the_image_gets_the_packages_and_nothing_else() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages <= kept
    assert not kept & {"tests", "benchmarks", ".git", ".venv", ".env", ".twostep"}
