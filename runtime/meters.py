"""The metrics of decisions and deliveries: their names, units and tags."""

from typing import assert_never

from opentelemetry.metrics import Meter

from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.commands import Deliver
from engine.contracts.journal import Decided, Journal

SHORT = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
LONG = (0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400, 604_800)


class Meters:
    """Tags are of closed sets or of the catalogue, so that their number stays small."""

    def __init__(self, meter: Meter) -> None:
        self._decisions = meter.create_counter(
            "twostep.decisions", unit="{decision}", description="decisions by verdict, reason and purpose"
        )
        self._deliveries = meter.create_counter(
            "twostep.deliveries", unit="{delivery}", description="deliveries by channel and outcome"
        )
        self._entries = meter.create_counter(
            "twostep.journal.entries", unit="{entry}", description="what happened inside customers, by kind"
        )
        self._due_to_decided = meter.create_histogram(
            "twostep.decision.delay",
            unit="s",
            description="from the due instant to the decision, in the workflow's time",
            explicit_bucket_boundaries_advisory=LONG,
        )
        self._decided_to_answered = meter.create_histogram(
            "twostep.delivery.delay",
            unit="s",
            description="from the decision to the answer of the channel",
            explicit_bucket_boundaries_advisory=LONG,
        )
        self._duration = meter.create_histogram(
            "twostep.delivery.duration",
            unit="s",
            description="one delivery: render, claim, call, settle",
            explicit_bucket_boundaries_advisory=SHORT,
        )

    def delivery(self, command: Deliver, answer: Answer, seconds: float, since_decision: float) -> None:
        """`since_decision` in seconds; it is negative when the workflow's clock is ahead (skipped time)."""
        tags = {"channel": str(command.channel), "outcome": outcome_of(answer)}
        self._deliveries.add(1, tags)
        self._duration.record(seconds, tags)
        self._decided_to_answered.record(max(since_decision, 0), tags)

    def journal(self, journal: Journal) -> None:
        for entry in journal.entries:
            self._entries.add(1, {"kind": entry.kind})
            if isinstance(entry, Decided):
                self._decision(entry)

    def _decision(self, entry: Decided) -> None:
        tags = {"verdict": entry.verdict, "purpose": str(entry.purpose)}
        self._decisions.add(1, tags | {"reason": str(entry.reason or "none")})
        self._due_to_decided.record(max((entry.at - entry.due).total_seconds(), 0), tags)


def outcome_of(answer: Answer) -> str:
    """The answer with its class but without its detail, which may quote the recipient."""
    match answer:
        case Accepted():
            return "accepted"
        case Refused():
            return f"refused_{answer.fault}"
        case Unknown():
            return "unknown"
        case NotNow():
            return f"not_now_{answer.why}"
        case _:
            assert_never(answer)
