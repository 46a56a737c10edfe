"""Sends traces and metrics of decisions and deliveries over OTLP/HTTP, with nothing personal in them."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from engine.contracts.answers import Accepted, Answer, NotNow
from engine.contracts.commands import Deliver
from engine.contracts.journal import Decided, Journal
from runtime.meters import Meters, outcome_of

NANOSECONDS = 1_000_000_000
EXPORT_TIMEOUT = 3
"""seconds; a receiver that is gone must not hold up the end of a process"""


class OtlpTelemetry:
    """The OpenTelemetry SDK behind the telemetry port; providers are this object's own, never global."""

    def __init__(self, endpoint: str, service: str) -> None:
        resource = Resource.create({"service.name": service, "service.instance.id": f"{platform.node()}-{os.getpid()}"})
        self._traces = TracerProvider(resource=resource)
        self._traces.add_span_processor(
            BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=EXPORT_TIMEOUT))
        )
        reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{endpoint}/v1/metrics", timeout=EXPORT_TIMEOUT))
        self._metrics = MeterProvider([reader], resource=resource)
        self._tracer = self._traces.get_tracer("twostep")
        self._meters = Meters(self._metrics.get_meter("twostep"))
        self._propagator = TraceContextTextMapPropagator()

    def delivered(self, command: Deliver, answer: Answer, seconds: float) -> None:
        """Counts the delivery and draws its two spans: from the decision to now, and the delivery in it."""
        now = time.time_ns()
        began = now - round(seconds * NANOSECONDS)
        decision = self._tracer.start_span(
            "decision",
            context=self._parent(command.trace),
            start_time=min(_nanoseconds(command.decided_at), began),
            attributes=_attributes(command) | {"twostep.verdict": "send"},
        )
        delivery = self._tracer.start_span(
            "deliver",
            context=set_span_in_context(decision),
            kind=SpanKind.CLIENT,
            start_time=began,
            attributes=_attributes(command) | {"twostep.outcome": outcome_of(answer)},
        )
        if not isinstance(answer, Accepted):
            delivery.set_status(Status(StatusCode.ERROR, outcome_of(answer)))
        delivery.end(now)
        decision.end(now)
        self._meters.delivery(command, answer, seconds, (now - _nanoseconds(command.decided_at)) / NANOSECONDS)
        # A journal that the ledger did not take comes again with the next command, and is counted then.
        if not isinstance(answer, NotNow) or answer.journaled:
            self.recorded(command.journal)

    def recorded(self, journal: Journal) -> None:
        """Counts the decisions and draws a span for each non-send that somebody's trace led to."""
        self._meters.journal(journal)
        for entry in journal.entries:
            if isinstance(entry, Decided) and entry.verdict != "send" and entry.trace is not None:
                self._not_sent(entry)

    @contextmanager
    def client_span(self, name: str, **attributes: str) -> Iterator[str | None]:
        with self._tracer.start_as_current_span(name, kind=SpanKind.CLIENT, attributes=attributes):
            carrier: dict[str, str] = {}
            self._propagator.inject(carrier)
            yield carrier.get("traceparent")

    def stop(self) -> None:
        self._traces.shutdown()
        self._metrics.shutdown(timeout_millis=EXPORT_TIMEOUT * 1_000)

    def _parent(self, traceparent: str | None) -> Context:
        # An empty context, not the current one: an activity of another trace may be running.
        if traceparent is None:
            return Context()
        return self._propagator.extract({"traceparent": traceparent}, Context())

    def _not_sent(self, entry: Decided) -> None:
        attributes = _attributes(entry) | {"twostep.verdict": entry.verdict}
        if entry.reason is not None:
            attributes["twostep.reason"] = str(entry.reason)
        at = _nanoseconds(entry.at)
        self._tracer.start_span(
            "decision", context=self._parent(entry.trace), start_time=at, attributes=attributes
        ).end(at)


def _attributes(about: Deliver | Decided) -> dict[str, str]:
    """What is known of the message, nothing of the person: no customer id, no message id, no address."""
    named = {
        "twostep.message": about.message,
        "twostep.purpose": about.purpose,
        "twostep.department": about.department,
        "twostep.origin": about.origin,
        "twostep.journey": about.journey,
        "twostep.channel": about.channel,
    }
    return {name: str(value) for name, value in named.items() if value is not None}


def _nanoseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000) * 1_000
