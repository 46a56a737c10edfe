"""What a deployment may set: one class, read from the environment, with every fault reported at once."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from runtime.encryption.master_keys import MasterKeys
from runtime.exit import StartError
from runtime.providers import ProviderSettings, needed_for, without_secret
from runtime.values import (
    Addresses,
    DatabaseUrl,
    DaysKept,
    Key,
    KeyList,
    MasterKeyList,
    Networks,
    Origins,
    Port,
    Registered,
    Slots,
    WebAddress,
)

Role = Literal["ledger", "client", "api", "worker", "codec"]
"""`ledger`: speaks to the database alone; `client`: to customers' workflows too; `api`: the HTTP doors; `worker`: to
providers as well; `codec`: decrypts for Temporal's UI"""


class Outgoing(NamedTuple):
    """What a worker needs to send, all of it there."""

    public_url: str
    link_key: SecretStr
    address_key: SecretStr


class ConfigurationError(StartError):
    """Settings are missing or invalid; the text lists all of them and what each is for, never a value."""


class Settings(ProviderSettings):
    """Everything that can be set, by an environment variable of the field's name in capitals.

    What only a worker needs is None elsewhere; `load_settings("worker")` has made sure that it is there.
    """

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    profile: Literal["development", "production"] = Field(
        default="development",
        description="`production` lets mail out to everybody; `development` only to `RECIPIENT_ALLOWLIST`",
    )
    recipient_allowlist: Addresses = Field(
        default=frozenset(),
        description="who may be written to outside production: addresses, or `@domain` for a whole domain, "
        "separated by commas",
    )
    journeys_dir: Path = Field(
        default=Path("journeys"),
        description="folder of the journeys, messages and policy to publish; `twostep run` publishes it "
        "when it is set, or when nothing is in force",
    )
    database_url: DatabaseUrl = Field(
        description="the ledger: `postgresql://user:password@host/name`, or `sqlite:///path` for one machine"
    )
    master_key: MasterKeyList | None = Field(
        default=None,
        description="wraps the keys that customers' data in Temporal is encrypted with: `id:base64` of 32 bytes, "
        "several separated by commas, the newest first; whoever loses it loses the histories",
    )
    public_url: WebAddress | None = Field(
        default=None,
        description="public address of the HTTP doors (`twostep api`): links of messages lead there, and providers "
        "call back there",
    )
    link_key: KeyList | None = Field(
        default=None,
        description="signs the tokens in those links, so that nobody can make one; several separated by commas, the "
        "newest first: links that another one signed work as long as it stands here",
    )
    address_key: Key | None = Field(
        default=None, description="keys the hash by which suppressed addresses are kept; never change it"
    )
    id_hash_key: Key | None = Field(
        default=None,
        description="set it when your customer ids are addresses: an opaque id is made from each; never change it",
    )
    tracking_plan: Literal["warn", "refuse"] = Field(
        default="warn",
        description="what doors do with an input that `schema.yaml` does not know: `warn` takes it, `refuse` does not",
    )
    lookups: Registered = Field(
        default_factory=dict,
        description="the look-ups of `schema.yaml` and what answers them: `nearest_store=shop.stores:NearestStore`, "
        "several separated by commas",
    )
    places_dir: Path | None = Field(
        default=None,
        description="folder of the lists that the shipped look-ups read: stores, cities, postcodes; unset: `places` "
        "in `JOURNEYS_DIR`",
    )
    task_queue: str = Field(default="twostep", min_length=1, description="Temporal task queue of the workers")
    use_versioning: bool = Field(
        default=True,
        description="pin customers to the build they run on, and upgrade them at continue-as-new",
    )
    workflow_concurrency: Slots = Field(default=16, description="workflow tasks that a worker runs at the same time")
    activity_concurrency: Slots = Field(default=100, description="activities that a worker runs at the same time")
    cached_customers: Annotated[int, Field(ge=0)] = Field(
        default=2_000, description="customers whose workflow a worker keeps in memory, about 0.1 MB each"
    )
    inbox_days: DaysKept = Field(
        default=90,
        description="days for which inputs stay in the inbox after they were handed over; within them every repeat is "
        "found. 0: for ever",
    )
    provider_event_days: DaysKept = Field(
        default=90,
        description="days for which events of providers stay as they were said; what they meant stays in the ledger. "
        "0: for ever",
    )
    codec_token: Key | None = Field(
        default=None, description="the codec server's secret: who has it can read every customer's payloads"
    )
    codec_origin: WebAddress | None = Field(
        default=None, description="address of the Temporal UI whose pages may ask the codec server"
    )
    codec_host: str | None = Field(
        default=None, description="name by which browsers call the codec server, where that is not this machine's own"
    )
    codec_listen: str = Field(
        default="127.0.0.1", description="interface on which the codec server listens; put TLS before any other one"
    )
    codec_port: Port = Field(default=8234, description="port of the codec server, alone and under `twostep run`")
    api_listen: str = Field(
        default="127.0.0.1", description="interface on which the HTTP doors listen; put TLS before any other one"
    )
    api_port: Port = Field(default=8080, description="port of the HTTP doors, alone and under `twostep run`")
    api_trusted_proxies: Networks = Field(
        default=frozenset(),
        description="addresses or networks of the proxies before the HTTP doors, whose `X-Forwarded-For` names the "
        "caller in the proof of a consent; unset: nobody is believed",
    )
    api_origins: Origins = Field(
        default=frozenset(),
        description="origins of the web pages whose browsers may send events, such as `https://shop.example.com`, with "
        "API keys that may do nothing else; unset: none",
    )
    otel_exporter_otlp_endpoint: WebAddress | None = Field(
        default=None,
        description="OTLP/HTTP receiver of traces and metrics, such as `http://localhost:4318`; unset: none",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="least level that is logged"
    )
    state_dir: Path = Field(
        default=Path(".twostep"), description="`twostep run`: folder of the databases and logs it keeps"
    )
    temporal_port: Port = Field(default=7233, description="`twostep run`: port of its Temporal server")
    temporal_ui_port: Port = Field(default=8233, description="`twostep run`: port of the Temporal UI")
    standin_port: Port = Field(
        default=8025, description="`twostep run`: port of the stand-ins of providers and of the inbox page"
    )

    @property
    def master_keys(self) -> MasterKeys:
        """Raises ConfigurationError when there is none."""
        if self.master_key is None:
            raise ConfigurationError(_report([_fault("master_key", "missing", "")]))
        return MasterKeys.read(self.master_key.get_secret_value())

    @property
    def codec_access(self) -> tuple[SecretStr, str]:
        """Token and origin. Raises ConfigurationError when one is missing."""
        if self.codec_token is None or self.codec_origin is None:
            missing = [name for name in ("codec_token", "codec_origin") if getattr(self, name) is None]
            raise ConfigurationError(_report([_fault(name, "missing", "") for name in missing]))
        return self.codec_token, self.codec_origin

    @property
    def outgoing(self) -> Outgoing:
        """Raises ConfigurationError when something that only workers need is missing."""
        match (self.public_url, self.link_key, self.address_key):
            case (str(public_url), SecretStr() as link_key, SecretStr() as address_key):
                return Outgoing(public_url, link_key, address_key)
            case _:
                missing = [name for name in _ALWAYS_OUTGOING if getattr(self, name) is None]
                raise ConfigurationError(_report([_fault(name, "missing", "") for name in missing]))


_ALWAYS_OUTGOING = ("public_url", "link_key", "address_key")

NEEDED: Mapping[Role, tuple[str, ...]] = {
    "ledger": (),
    "client": ("master_key",),
    "codec": ("master_key", "codec_token", "codec_origin"),
    "api": ("master_key", *_ALWAYS_OUTGOING),
    "worker": ("master_key", *_ALWAYS_OUTGOING),
}
"""What a role needs beyond the fields that are required of everybody; a worker also what its adapters need."""


def load_settings(role: Role, defaults: Mapping[str, str] | None = None) -> Settings:
    """Read the environment; `defaults` stands in for variables that it does not set.

    Raises ConfigurationError naming every variable that is missing or invalid.
    """
    given = {name.lower(): value for name, value in (defaults or {}).items() if not os.environ.get(name)}
    faults: list[str] = []
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        faults = [_fault(str(item["loc"][0]), item["type"], item["msg"]) for item in error.errors()]
        settings = None
    channels = _adapters_of(settings, given) if role == "worker" else {}
    needed = (*NEEDED[role], *needed_for(channels.values()))
    faults += [_fault(name, "missing", "") for name in needed if not _written(name, given)]
    if bare := () if _written("task_secret", given) else without_secret(channels, _named("task_secrets", given)):
        faults.append(_without_secret(bare))
    if settings is None or faults:
        raise ConfigurationError(_report(faults))
    return settings


def _adapters_of(settings: Settings | None, given: Mapping[str, str]) -> Mapping[str, str]:
    """Also where the settings cannot be read for another fault: everything is told at once."""
    if settings is not None:
        return settings.channels
    return _named("channels", given) or {"email": "sendgrid"}


def _written(name: str, given: Mapping[str, str]) -> str | None:
    return os.environ.get(name.upper()) or given.get(name)


def _named(name: str, given: Mapping[str, str]) -> dict[str, str]:
    """What stands before each `=`, and behind it."""
    pairs = (part.partition("=") for part in (_written(name, given) or "").split(",") if part.strip())
    return {left.strip(): right.strip() for left, _, right in pairs}


def _without_secret(channels: Sequence[str]) -> str:
    purpose = Settings.model_fields["task_secrets"].description
    fix = ",".join(f"{channel}=whsec_…" for channel in channels)
    return f"  TASK_SECRETS has none for {', '.join(channels)}: add {fix}, or set TASK_SECRET\n      {purpose}"


def _report(faults: Sequence[str]) -> str:
    return "\n".join(["the configuration is not complete:", *faults])


def _fault(field: str, kind: str, said: str) -> str:
    what = "is not set" if kind == "missing" else f"is not valid: {said.removeprefix('Value error, ')}"
    purpose = Settings.model_fields[field].description
    return f"  {field.upper()} {what}\n      {purpose}"
