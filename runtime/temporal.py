"""The way to Temporal: the plug-in that client, worker and replayer share, and connecting with it."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

from temporalio.client import Client, GrpcCompression, HeaderCodecBehavior
from temporalio.client import ClientConfig as SdkClientConfig
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.plugin import SimplePlugin
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    OpenTelemetryConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.service import ConnectConfig, ServiceClient
from temporalio.worker import ReplayerConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from runtime.away import AwayIsUnavailable
from runtime.exit import StartError, ends_here
from runtime.one_customer import OneCustomerRunner
from runtime.payloads import SharedConverter
from runtime.settings import Settings

DEFAULT_ADDRESS = "localhost:7233"

PASSED_THROUGH = ("engine", "activities", "workflows")
"""Shared by all customers of a process: `engine` and `workflows` are checked to be pure, and of `activities` a
workflow uses names and contract types only; loading them anew for every customer would double its memory and cost
milliseconds at every cold wake."""

PASSED_THROUGH_STRICT = ("engine.shelf",)
"""The process has one store of published parts."""

NOT_REPLACED_STRICT = frozenset({"datetime", "zoneinfo"})
"""The sandbox puts proxies in the place of their classes, which neither `astimezone` nor a class pattern takes; that
the engine asks neither for the time is checked where it is written."""

METRICS_EVERY = timedelta(seconds=10)


PLAIN = (
    (("connection refused",), "connection refused: nothing listens there"),
    (("dns error", "failed to lookup address"), "no machine of this name is known"),
    (("network is unreachable", "no route to host", "host unreachable"), "there is no way to this machine"),
    (("timed out", "timeout", "deadline"), "no answer in time"),
    (("invalidcontenttype",), "what answers there does not speak TLS"),
    (("certificate",), "the TLS certificates of the two sides do not fit"),
    (("mapped from http status code", "frame_size_error"), "what answers there is no Temporal server"),
    (("unauthenticated", "permissiondenied", "permission_denied"), "it refuses the key or the certificate"),
    (
        ("broken pipe", "connection reset", "connectionreset", "stream closed"),
        "it closed the connection; perhaps it expects TLS",
    ),
)
"""Marks of the transport's errors, in small letters, and what they mean."""


class TemporalUnreachable(StartError):
    """No Temporal server answers, or it refuses; the text says where and what to do."""


def workflow_runner(strict: bool = False) -> SandboxedWorkflowRunner:
    """The sandbox; `strict` loads the engine anew inside it, so that an impurity raises."""
    if not strict:
        return OneCustomerRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))
    members = SandboxRestrictions.invalid_module_members_default
    kept = {name: matcher for name, matcher in members.children.items() if name not in NOT_REPLACED_STRICT}
    restrictions = replace(
        SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH_STRICT),
        invalid_module_members=replace(members, children=kept),
    )
    return OneCustomerRunner(restrictions=restrictions)


class TwostepPlugin(SimplePlugin):
    """How payloads are written and workflows are run, the same in client, worker and replayer.

    With a codec failures' messages and stack traces and headers go through it too. None writes payloads in the clear:
    for what handles no customer's payload, and for histories that were recorded without.
    """

    def __init__(self, codec: PayloadCodec | None, *, strict: bool = False) -> None:
        super().__init__("twostep", data_converter=_converter(codec, strict), workflow_runner=workflow_runner(strict))
        self._headers = HeaderCodecBehavior.NO_CODEC if codec is None else HeaderCodecBehavior.CODEC

    async def connect_service_client(
        self, config: ConnectConfig, next: Callable[[ConnectConfig], Awaitable[ServiceClient]]
    ) -> ServiceClient:
        # What is encrypted gets no smaller: compressing every call again only costs client and server their time.
        return await super().connect_service_client(replace(config, grpc_compression=GrpcCompression.NONE), next)

    def configure_client(self, config: SdkClientConfig) -> SdkClientConfig:
        config["header_codec_behavior"] = self._headers
        return super().configure_client(config)

    def configure_replayer(self, config: ReplayerConfig) -> ReplayerConfig:
        config["header_codec_behavior"] = self._headers
        return super().configure_replayer(config)


_SHARED = replace(pydantic_data_converter, payload_converter_class=SharedConverter)


def _converter(codec: PayloadCodec | None, strict: bool) -> DataConverter:
    plain = pydantic_data_converter if strict else _SHARED
    if codec is None:
        return plain
    return replace(
        plain,
        payload_codec=codec,
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def sdk_runtime(settings: Settings, every: timedelta = METRICS_EVERY) -> Runtime | None:
    """A runtime that reports the metrics of client and worker; without an endpoint that of the process.

    Make one per process and hand it to `connect`: it has threads of its own.
    """
    if settings.otel_exporter_otlp_endpoint is None:
        return _of_process()
    metrics = OpenTelemetryConfig(
        url=f"{settings.otel_exporter_otlp_endpoint}/v1/metrics",
        http=True,
        metric_periodicity=every,
        durations_as_seconds=True,
    )
    return Runtime(telemetry=TelemetryConfig(metrics=metrics, logging=_logs()))


@cache
def _of_process() -> Runtime | None:
    """None is the SDK's default one."""
    return Runtime(telemetry=TelemetryConfig(logging=_logs())) if ends_here() else None


def _logs() -> LoggingConfig:
    """The SDK's core writes its log to standard output, which belongs to what a command answers.

    Through Python it goes where every other log goes; its threads do so until the process is gone, and a Python that
    is being finalised would abort on them.
    """
    if not ends_here():
        return LoggingConfig.default
    forwarding = LogForwardingConfig(logging.getLogger("temporalio.core"))
    return LoggingConfig(TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding=forwarding)


async def connect(codec: PayloadCodec | None, runtime: Runtime | None = None, *, lazy: bool = False) -> Client:
    """Connect as the environment or the Temporal configuration file says. Raises TemporalUnreachable.

    Without a codec no payload of a customer may be written or read. `lazy`: at the first call, whoever is away now.
    """
    config = connection()
    address = config.get("target_host", DEFAULT_ADDRESS)
    try:
        return await Client.connect(
            address,
            namespace=config.get("namespace", "default"),
            api_key=config.get("api_key"),
            tls=config.get("tls"),
            rpc_metadata=config.get("rpc_metadata", {}),
            plugins=[TwostepPlugin(codec)],
            interceptors=[AwayIsUnavailable()],
            runtime=runtime or _of_process(),
            lazy=lazy,
        )
    except RuntimeError as error:
        raise TemporalUnreachable(_advice(address, str(error))) from error


def connection() -> ClientConnectConfig:
    """Address, namespace, TLS and key. Raises TemporalUnreachable when the configuration cannot be read."""
    try:
        return ClientConfig.load_client_connect_config()
    except (OSError, RuntimeError, ValueError) as error:
        raise TemporalUnreachable(
            f"the Temporal configuration cannot be read: {error}\n"
            "  look at TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE and the other TEMPORAL_* variables"
        ) from error


def _plain(said: str) -> str:
    """The transport's words for people; as they are where we know none."""
    lower = said.lower()
    return next((plain for marks, plain in PLAIN if any(mark in lower for mark in marks)), said)


def _advice(address: str, said: str) -> str:
    return (
        f"Temporal does not answer at {address!r}: {_plain(said)}\n"
        "  start a local one with `make run`, or set TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY "
        "and TEMPORAL_TLS to yours; docs/configuration.md tells of all of them"
    )
