"""What is said of caps and of the mix: how many there are, which messages took the places, and how many may be."""

from collections.abc import Iterable

from pydantic import JsonValue

from engine.contracts.journal import RuleLook
from engine.language.durations import parse_duration
from engine.telling.decisions.context import MOST_NAMED, Context, listed, text, texts
from engine.telling.decisions.saying import Saying
from engine.telling.decisions.selectors import meant
from engine.telling.phrases import plain, span
from engine.telling.sentences import shown

_CALENDAR = {"calendar_day": "a day", "calendar_week": "a week", "calendar_month": "a month"}
_THIS = {"calendar_day": "that day", "calendar_week": "that week", "calendar_month": "that month"}


def _over_cap(look: RuleLook, context: Context) -> str:
    evidence = look.evidence
    limit, used = evidence.get("max"), evidence.get("used")
    allowed = f"the rule “{look.name}” allows {limit} {_counted(look, context)} {_per(look)}{_given(look)}"
    if limit == 0:
        return f"{allowed}, which stops all of them"
    by = [context.named(one) for one in _ids(evidence.get("by"))]
    named = listed([*by[:MOST_NAMED], *(["others"] if isinstance(used, int) and used > len(by[:MOST_NAMED]) else [])])
    return f"{allowed}, and {_taken(used)}: {named}" if named else f"{allowed}, and {_taken(used)}"


def _counted(look: RuleLook, context: Context) -> str:
    rule = next((one for one in context.policy.caps if one.name == look.name), None) if context.policy else None
    words = "messages" if rule is None else meant(rule.counts, context.titles)
    return words.replace("messages", "message", 1) if look.evidence.get("max") == 1 else words


def _per(look: RuleLook) -> str:
    per = text(look.evidence.get("per"))
    return _CALENDAR.get(per) or (f"in {_length(per)}" if per else "")


def _given(look: RuleLook) -> str:
    """What the expression of the limit came to, where that is not the number itself."""
    given = look.evidence.get("given")
    return "" if given is None else f" ({shown(given)})"


def _taken(used: JsonValue) -> str:
    return "1 place was taken" if used == 1 else f"{used} places were taken"


def _ids(value: JsonValue) -> Iterable[str]:
    rows = value if isinstance(value, list) else []
    return [text(row.get("id")) for row in rows if isinstance(row, dict)]


def _below_cap(look: RuleLook, context: Context) -> str:
    evidence = look.evidence
    limit, used = evidence.get("max"), evidence.get("used", 0)
    if limit is None:
        given = evidence.get("given")
        came = "has no number for her" if given is None else f"came to {shown(given)}, which is no number"
        return f"“{look.name}” (its limit {came}, so it does not apply)"
    per = text(evidence.get("per"))
    window = _THIS.get(per) or (f"in {_length(per)}" if per else "")
    exempt = ", and its purpose is exempt" if evidence.get("exempt") else ""
    return f"“{look.name}” ({used} of {limit} {window}{exempt})"


def _gives_way(look: RuleLook, context: Context) -> str:
    evidence = look.evidence
    comes = text(evidence.get("comes"))
    winner = f"{context.title(text(evidence.get('winner_message')))}" + (
        f" (to come {context.time(comes)})" if comes else ""
    )
    before = evidence.get("before")
    more = f" and {before} before it" if isinstance(before, int) and before else ""
    allowed = f"the rule “{look.name}” allows {evidence.get('max')} {_counted(look, context)} {_per(look)}"
    return f"{allowed}, {evidence.get('used_then')} of them taken by then, and leaves the rest to {winner}{more}"


def _need_not(look: RuleLook, context: Context) -> str:
    if not look.evidence.get("heavier"):
        return ""
    winner = context.title(text(look.evidence.get("winner_message")))
    return f"“{look.name}” (there is a place for {winner} too)"


def _length(written: str) -> str:
    return span(parse_duration(written))


def _bad_mix(look: RuleLook, context: Context) -> str:
    evidence = look.evidence
    purposes = listed([plain(one) for one in texts(evidence.get("purposes"))], 10)
    before = _ids(evidence.get("messages"))
    named = context.all_named(before)
    instead = text(evidence.get("instead"))
    replaced = f". {context.title(instead)} is proposed in its place" if instead else ""
    row = evidence.get("never_in_a_row")
    if isinstance(row, int):
        passing = f"lets {_messages(row - 1, purposes)} in a row pass"
        return f"the rule “{look.name}” {passing}: before it came {named}{replaced}"
    of_last, least, found = evidence.get("of_last"), evidence.get("at_least"), _of_purpose(look)
    return (
        f"the rule “{look.name}” wants at least {_messages(least, purposes)} among the last {of_last} marketing "
        f"messages, and with this one there would be {found}: before it came {named}{replaced}"
    )


def _messages(count: JsonValue, purposes: str) -> str:
    return f"{count} {purposes} message{'' if count == 1 else 's'}"


def _of_purpose(look: RuleLook) -> int:
    purposes = texts(look.evidence.get("purposes"))
    messages = look.evidence.get("messages")
    rows = messages if isinstance(messages, list) else []
    return sum(isinstance(row, dict) and text(row.get("purpose")) in purposes for row in rows)


def _good_mix(look: RuleLook, context: Context) -> str:
    row = look.evidence.get("never_in_a_row")
    if isinstance(row, int):
        return f"“{look.name}” (fewer than {row} in a row)"
    of_last, least = look.evidence.get("of_last"), look.evidence.get("at_least")
    messages = look.evidence.get("messages")
    if isinstance(messages, list) and isinstance(of_last, int) and len(messages) < of_last - 1:
        return f"“{look.name}” (there are not {of_last} messages yet)"
    return f"“{look.name}” ({_of_purpose(look)} among the last {of_last}, {least} wanted)"


SAYINGS = {
    "cap": Saying(_over_cap, _below_cap),
    "arbitration": Saying(_gives_way, _need_not),
    "mix": Saying(_bad_mix, _good_mix),
}
