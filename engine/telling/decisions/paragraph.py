"""Tells one decision in sentences: what was decided, why, what else was looked at, and what became of it."""

from collections.abc import Iterator, Sequence

from engine.contracts.journal import Decided, RuleLook
from engine.language.terms import Channel, Reason
from engine.policy.conclusion import Conclusion, conclude
from engine.telling.decisions.aftermath import aftermath, came_back
from engine.telling.decisions.context import Context
from engine.telling.decisions.kinds import passed, stopped
from engine.telling.phrases import plain
from engine.telling.reasons import because


def paragraph(decided: Decided, context: Context, following: Decided | None = None) -> list[str]:
    """Sentences in order; `following` is the next decision about the same message, where there is one."""
    rules = _deciding(decided)
    said = [_head(decided, rules, context, following)]
    said += _without(decided, context)
    said += _others(decided, rules, context)
    said += _meanwhile(decided, following)
    said += aftermath(decided, context, following)
    return said


def _deciding(decided: Decided) -> list[RuleLook]:
    """The rule that decided; where every channel was out of the question, that of each."""
    found = conclude(decided.rules)
    if decided.verdict == "send" or found.verdict != decided.verdict:
        return []  # decided outside of the rules: its journey ended, somebody took it back
    return _behind(found, decided.rules)


def _behind(found: Conclusion, rules: Sequence[RuleLook]) -> list[RuleLook]:
    by_name = [one for one in rules if f"{one.rule} {one.name}".strip() == found.rule and not one.observed]
    deciding = [one for one in by_name if one.channel == found.channel and one.verdict != "send"][:1]
    if deciding and deciding[0].verdict == "next_channel":
        return [one for one in rules if one.verdict == "next_channel" and not one.observed]
    return deciding


def _head(decided: Decided, rules: list[RuleLook], context: Context, following: Decided | None) -> str:
    who = ", ".join([decided.purpose, decided.department, *_origin(decided, context)])
    title = f"{context.title(decided.message)} ({who})"
    if decided.verdict == "send":
        return f"{title} {_sent(decided, context, following)}."
    was = "was held" if decided.verdict == "hold" else "was dropped"
    until = f" until {context.whole_time(decided.until)}" if decided.verdict == "hold" and decided.until else ""
    why = "; ".join(dict.fromkeys(stopped(one, context) for one in rules))
    reason = f": {why}" if why else because(decided.reason or "")
    later = _passes(decided, context)
    return f"{title} {was} on {context.whole_time(decided.at)}{until}{reason}.{later}"


def _origin(decided: Decided, context: Context) -> Iterator[str]:
    if decided.journey is not None:
        yield f"from “{context.titles.journey(decided.journey)}”"
    if decided.broadcast is not None:
        yield f"broadcast {decided.broadcast}"
    if decided.asked:
        yield "asked for by its department"
    elif decided.origin == "operator":
        yield "proposed by an operator"


def _sent(decided: Decided, context: Context, following: Decided | None) -> str:
    when, by = context.whole_time(decided.at), f" by {decided.channel}" if decided.channel else ""
    if decided.asked:
        until = f" until {context.time(decided.lapses)}" if decided.lapses else ""
        return f"was let pass on {when}{by}; its place was kept for its department{until}"
    if decided.shadow:
        return f"would have been sent on {when}{by}; nothing was sent, since it is only tried in shadow"
    if decided.lapses is not None:
        kept = f"; its place was kept until {context.time(decided.lapses)}"
        return f"was offered to her on {when} at the {plain(decided.channel or '')}{kept}"
    late = decided.at - decided.due
    waited = f", having come due {context.time(decided.due)}" if late.total_seconds() >= 60 else ""
    was = "was let pass" if came_back(decided, context, following) else "was sent"
    return f"{was} on {when}{by}{waited}"


def _passes(decided: Decided, context: Context) -> str:
    """When a drop would have passed, where the rule knows."""
    if decided.verdict != "drop" or decided.until is None:
        return ""
    return f" It would pass from {context.whole_time(decided.until)}."


def _without(decided: Decided, context: Context) -> Iterator[str]:
    """What would have been decided if she were in no control group."""
    if decided.reason is not Reason.HOLDOUT:
        return
    rest = [one for one in decided.rules if one.reason is not Reason.HOLDOUT]
    found = conclude(rest)
    match found.verdict:
        case "send":
            yield f"Without the control group it would have been sent by {found.channel}."
        case "hold" | "drop":
            word = "held" if found.verdict == "hold" else "dropped"
            until = f" until {context.whole_time(found.until)}" if found.verdict == "hold" and found.until else ""
            why = "; ".join(stopped(one, context) for one in _behind(found, rest))
            yield f"Without the control group it would have been {word}{until}" + (f": {why}." if why else ".")


def _others(decided: Decided, rules: list[RuleLook], context: Context) -> Iterator[str]:
    """The other rules: those that would have stopped it as well, those that only look on, and those that passed."""
    others = [one for one in decided.rules if not any(one is rule for rule in rules)]
    if decided.reason is Reason.HOLDOUT:
        others = [one for one in others if one.verdict == "send"]
    stopping = [one for one in others if one.verdict != "send" and not one.observed]
    yield from _stopping(decided, stopping, context)
    watching = [one for one in others if one.verdict != "send" and one.observed]
    for one in watching:
        by = one.evidence.get("let_out_by")
        told = f"An operator let it pass all the same ({by})" if by else "Only observed, so that it stopped nothing"
        yield f"{told}: {_stopped(one, context)}."
    if words := _passed(decided, [one for one in others if one.verdict == "send"], context):
        rest = "All other rules would have let it pass" if rules and not stopping else "Rules that let it pass"
        rest = "Every rule let it pass" if decided.verdict == "send" and not stopping else rest
        yield f"{rest}: {'; '.join(words)}."
    elif rules and not stopping:
        yield "No other rule stopped it."


def _stopping(decided: Decided, looks: list[RuleLook], context: Context) -> Iterator[str]:
    for one in looks:
        if decided.verdict == "send":
            yield f"It did not go by {one.channel}: {stopped(one, context)}."
        else:
            yield f"Also, {_stopped(one, context)}."


def _passed(decided: Decided, looks: list[RuleLook], context: Context) -> list[str]:
    channels: set[Channel] = {one.channel for one in decided.rules if one.channel is not None}
    words: dict[str, None] = {}
    for one in looks:
        if said := passed(one, context):
            words[f"{said} on {one.channel}" if len(channels) > 1 and one.channel else said] = None
    return list(words)


def _stopped(one: RuleLook, context: Context) -> str:
    """With its end, where the words of the rule do not name it."""
    words = stopped(one, context)
    if one.until is None or one.verdict != "hold" or context.time(one.until) in words:
        return words
    return f"{words}, until {context.whole_time(one.until)}"


def _meanwhile(decided: Decided, following: Decided | None) -> Iterator[str]:
    if decided.verdict == "hold" and following is not None and following.held_before:
        count = following.held_before
        yield f"It was looked at {'once' if count == 1 else f'{count} times'} more without a change."


def is_about(decided: Decided, wanted: str) -> bool:
    """Whether a decision is the one that somebody names: by message id, message key or number."""
    return wanted in (decided.message_id, decided.message, number(decided), str(decided.seq))


def number(decided: Decided) -> str:
    """Under which the ledger keeps it: life and seq."""
    return f"{decided.life}/{decided.seq}"
