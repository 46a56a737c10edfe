"""Tells a decision in plain words: every rule that was looked at, what it said and what it went by."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from pydantic import JsonValue

from engine.contracts.journal import Decided, RuleLook

_VERDICTS = {"send": "sending", "hold": "held", "drop": "dropped"}
_RULE_VERDICTS = {"send": "yes", "hold": "wait", "next_channel": "not on this channel", "drop": "no"}
_CONDITIONS = {"when": "`when` is not true", "unless": "`unless` is true"}
_CALLED = {"channel": "channel in use, with an address", "channel pause": "channel not paused"}
"""Rules whose own name does not say what a `yes` means."""
_TRUTH = {True: "true", False: "false", None: "unknown"}


Clock = Callable[[datetime], str]


def utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def explained(decision: Decided) -> Iterator[str]:
    """The decision's line, and below it, indented, one for each rule and for what it went by; times in UTC."""
    by = " → ".join(word for word in (decision.journey, decision.step) if word)
    words = (utc(decision.at), _VERDICTS[decision.verdict], decision.message, by)
    yield "  ".join(word for word in words if word) + _why(decision, utc)
    yield from (f"  {line}" for line in rules_looked_at(decision, utc))


def rules_looked_at(decision: Decided, clock: Clock) -> Iterator[str]:
    """One line for each rule, and, indented, for what it went by."""
    if not decision.rules:
        yield "no rule is on record for it"
    for look in decision.rules:
        yield from _rule(look, clock)


def _rule(look: RuleLook, clock: Clock) -> Iterator[str]:
    called = f"{_CALLED.get(look.rule, look.rule)} {look.name}".strip()
    observed = ", only observed" if look.observed else ""
    yield f"{called}: {_RULE_VERDICTS[look.verdict]}{observed}{_why(look, clock)}"
    for name, value in look.evidence.items():
        if name in _CONDITIONS and isinstance(value, list):
            yield f"  {_CONDITIONS[name]}:"
            yield from (f"    {_part(part)}" for part in value)
        elif value is not None and value != look.reason:  # that is said already
            yield f"  {name.replace('_', ' ')}: {_plain(value)}"


def _why(found: Decided | RuleLook, clock: Clock) -> str:
    until = f"until {clock(found.until)}" if found.until else None
    told = ", ".join(word for word in (found.channel, found.reason, until) if word)
    return f" ({told})" if told else ""


def _part(part: JsonValue) -> str:
    match part:
        case {
            "depth": int(depth),
            "text": str(text),
            "verdict": bool() | None as verdict,
            "values": dict(values),
            "notes": list(notes),
        }:
            told = "; ".join([*_known(values), *map(str, notes)])
            return f"{'  ' * depth}{text}: {_TRUTH[verdict]}" + (f" ({told})" if told else "")
        case _:
            return _plain(part)  # a newer build may tell more than this one can put into words


def _known(values: dict[str, JsonValue]) -> Iterator[str]:
    """What has no value is said by a note."""
    return (f"{name} = {_plain(value)}" for name, value in values.items() if value is not None)


def _plain(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
