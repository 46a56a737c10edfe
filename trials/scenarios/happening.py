"""What happens in a scenario, as expected and as it was: one form, so that the two can be compared."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from catalogue.scenarios.expects import UNTIL_EXPIRY, Then
from catalogue.scenarios.times import instant, shown
from engine.contracts.journal import (
    Alerted,
    Decided,
    Ended,
    Entered,
    Entry,
    EntryRefused,
    GoalReached,
    Reported,
    RuleLook,
    SlotChanged,
)
from engine.model import Frozen, Instant
from engine.policy.conclusion import strictest

_UNTIL = ("until", "lapses", "would_pass_at")

What = Literal["send", "hold", "drop", "enter", "not-entered", "exit", "goal", "answer", "lapse", "over", "alert"]


class Happening(Frozen):
    """One line of a timeline; what does not apply is None."""

    at: Instant
    customer: str
    what: What
    subject: str
    verdict: str | None = None
    """of an answer"""
    channel: str | None = None
    because: str | None = None
    until: Instant | None = None
    """of a hold; of an answer, when it lapses or would pass"""
    outcome: str | None = None
    key: str | None = None
    value: float | None = None
    shadow: bool | None = None
    """of a send that is only on record"""

    def text(self, zone: ZoneInfo, *, named: bool) -> str:
        """`named`: with the customer, where there are several."""
        whose = f"{self.customer} " if named else ""
        return f"{shown(self.at, zone)}  {whose}{self.what} {self.subject}{self._more(zone)}"

    def _more(self, zone: ZoneInfo) -> str:
        parts = [
            f" {self.verdict}" if self.verdict else "",
            f" by {self.channel}" if self.channel else "",
            f" until {shown(self.until, zone)}" if self.until else "",
            f" because {self.because}" if self.because else "",
            f" as {self.outcome}" if self.outcome else "",
            f" for {self.key}" if self.key else "",
            " in shadow" if self.shadow else "",
            f" worth {self.value:g}" if self.value is not None else "",
        ]
        return "".join(parts)


class Witnessed(Frozen):
    """What happened, and the rules that were looked at for it."""

    happening: Happening
    rules: tuple[RuleLook, ...] = ()


def expected(then: Then, zone: ZoneInfo, only: str | None) -> Happening:
    """A line of `then`; `only` is the customer where there is one."""
    written = then.model_dump(by_alias=True, exclude={"at", "customer"}, exclude_none=True)
    what = next(key for key in written if key in get_args(What))
    until = next((written.pop(key) for key in _UNTIL if key in written), None)
    rules = written.pop("rules", ())
    facts: dict[str, object] = {
        **written,
        "at": instant(then.at, zone),
        "customer": then.customer or only,
        "what": what,
        "subject": written.pop(what),
    }
    if until is not None:
        facts["until"] = instant(datetime.fromisoformat(until), zone)
    if rules:
        facts["because"] = ", ".join(rules)
    return Happening.model_validate(facts)


def witnessed(customer: str, entries: Iterable[Entry]) -> Iterator[Witnessed]:
    """What a scenario has to expect of a customer's entries, in their order."""
    messages: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, Decided):
            messages[entry.message_id] = entry.message
        found = _seen(entry, customer, messages)
        if found is not None:
            yield Witnessed(happening=found, rules=entry.rules if isinstance(entry, Decided) else ())


def _seen(entry: Entry, customer: str, messages: dict[str, str]) -> Happening | None:
    at = entry.at
    match entry:
        case Decided():
            return _decided(entry, customer)
        case Entered():
            return Happening(at=at, customer=customer, what="enter", subject=entry.journey, key=entry.key or None)
        case EntryRefused():
            return Happening(
                at=at, customer=customer, what="not-entered", subject=entry.journey, because=entry.reason.value
            )
        case Ended():
            return Happening(at=at, customer=customer, what="exit", subject=entry.journey, outcome=entry.outcome)
        case GoalReached():
            return Happening(at=at, customer=customer, what="goal", subject=entry.journey, value=entry.value)
        case SlotChanged() if entry.what == "lapsed":
            subject = messages.get(entry.message_id, entry.message_id)
            return Happening(at=at, customer=customer, what="lapse", subject=subject)
        case Reported() if entry.over:
            because = ", ".join(entry.over)
            return Happening(at=at, customer=customer, what="over", subject=entry.message, because=because)
        case Alerted():
            return Happening(at=at, customer=customer, what="alert", subject=entry.what)
        case _:
            return None


def _decided(entry: Decided, customer: str) -> Happening:
    because = None if entry.verdict == "send" else because_of(entry)
    subject, channel = entry.message, entry.channel if entry.verdict == "send" else None
    if entry.asked:
        until = entry.lapses if entry.verdict == "send" else entry.until
        return Happening(
            at=entry.at,
            customer=customer,
            what="answer",
            subject=subject,
            verdict=entry.verdict,
            channel=channel,
            because=because,
            until=until,
        )
    return Happening(
        at=entry.at,
        customer=customer,
        what=entry.verdict,
        subject=subject,
        channel=channel,
        shadow=entry.shadow or None,
        because=because,
        until=entry.until if entry.verdict == "hold" else None,
    )


def because_of(entry: Decided) -> str:
    """The reason, the name of the rule that gives it, and whether it was held by it to its end."""
    reason = entry.reason.value if entry.reason is not None else ""
    look = strictest(one for one in entry.rules if one.reason is entry.reason and one.verdict != "send")
    if look is None:
        return reason
    if look.evidence.get("held_until_expiry") and reason != "expired":
        reason = f"{reason} {UNTIL_EXPIRY}"
    return f"{reason} {look.name}".strip()
