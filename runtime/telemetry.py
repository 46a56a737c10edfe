"""Gives a process its telemetry: nothing without an endpoint, traces and metrics over OTLP with one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from engine.contracts.answers import Answer
from engine.contracts.commands import Deliver
from engine.contracts.journal import Journal
from engine.contracts.ports import Telemetry
from runtime.settings import Settings


class TelemetryHandle(Telemetry, Protocol):
    """What a process holds: the port of the activities, the client's spans, and the end."""

    def client_span(self, name: str, **attributes: str) -> AbstractContextManager[str | None]:
        """A span round a call; gives the W3C traceparent that the input carries on (None: no telemetry).

        Attributes leave the house: nothing personal, no customer id.
        """
        ...

    def stop(self) -> None:
        """Send what is waiting and end; within a few seconds, also when nobody receives."""
        ...


class Silent:
    """Telemetry of a process without an endpoint: no thread, no import, no work."""

    def delivered(self, command: Deliver, answer: Answer, seconds: float) -> None:
        pass

    def recorded(self, journal: Journal) -> None:
        pass

    @contextmanager
    def client_span(self, name: str, **attributes: str) -> Iterator[str | None]:
        yield None

    def stop(self) -> None:
        pass


def start_telemetry(settings: Settings, service: str) -> TelemetryHandle:
    """`service` is the name that a trace shows: `twostep-worker`, `twostep-client`."""
    if settings.otel_exporter_otlp_endpoint is None:
        return Silent()
    # The SDK costs 0.2 s and threads: only who asks for telemetry pays.
    from runtime.otlp import OtlpTelemetry

    return OtlpTelemetry(settings.otel_exporter_otlp_endpoint, service)
