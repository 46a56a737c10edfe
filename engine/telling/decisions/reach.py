"""What is said of the rules that hold without a policy file: still wanted, channel, consent, pauses, the way out."""

from engine.contracts.journal import RuleLook
from engine.language.terms import Reason
from engine.telling.decisions.conditions import deciding
from engine.telling.decisions.context import Context, text
from engine.telling.decisions.saying import Saying, nothing
from engine.telling.phrases import plain
from engine.telling.reasons import REASONS

_TRUTH = {"when": "its `when` is not true", "unless": "its `unless` is true"}


def _not_wanted(look: RuleLook, context: Context) -> str:
    if look.evidence.get("paused"):
        return "an operator has paused it"
    expires = text(look.evidence.get("expires"))
    over = f"its time was over on {context.whole_time(expires)}" if expires else "its time was over"
    if place := text(look.evidence.get("waited_at")):
        return f"{over}; until then it waited for her at the {plain(place)}"
    if look.evidence.get("held_until_expiry"):
        return f"{over}; until then it was held because {REASONS[look.reason or Reason.EXPIRED]}"
    match look.reason:
        case Reason.CONDITION_FALSE:
            said = [
                f"{words}: {deciding(look.evidence[name])}" for name, words in _TRUTH.items() if look.evidence.get(name)
            ]
            return "; ".join(said) or "the condition of its step is not true any more"
        case Reason.EXPIRED:
            return f"{over}, and nothing had held it"
        case None:
            return "it is not wanted any more"
        case reason:
            by = text(look.evidence.get("by"))
            return REASONS[reason].removeprefix("of ") + (f", by {by}" if by else "")


def _no_channel(look: RuleLook, context: Context) -> str:
    if look.reason is Reason.NO_CHANNEL:
        return f"the policy does not use {look.channel}"
    if look.reason is Reason.NO_ADDRESS:
        return f"she has no address for {look.channel}"
    if look.reason is Reason.INVALID_ADDRESS:
        return f"what she has for {look.channel} cannot be an address"
    return f"{look.channel} cannot be used: {plain(look.reason or 'no reason on record')}"


def _no_consent(look: RuleLook, context: Context) -> str:
    evidence = look.evidence
    if look.reason is not Reason.OPTED_OUT and evidence.get("suppressed"):
        return f"her address for {look.channel} is suppressed"
    since = text(evidence.get("since"))
    if look.reason is Reason.OPTED_OUT:
        return f"she opted out of it on {look.channel}" + (f" ({context.whole_time(since)})" if since else "")
    if evidence.get("stands") == "pending":
        return f"her consent for {look.channel} is not confirmed yet"
    return f"it needs her consent for {look.channel}, and she has never given it"


def _consent(look: RuleLook, context: Context) -> str:
    evidence = look.evidence
    if evidence.get("needed") == "none":
        return "no consent needed"
    since = text(evidence.get("since"))
    if evidence.get("stands") == "granted":
        proof = text(evidence.get("proof"))
        by = f" (proof {proof})" if proof else ""
        return "consent given" + (f" on {context.whole_time(since)}" if since else "") + by
    return "no opt-out"


def _channel_paused(look: RuleLook, context: Context) -> str:
    whom = "everybody" if look.evidence.get("for_everybody") else "her"
    return f"an operator has paused {look.channel} for {whom}"


def _not_there(look: RuleLook, context: Context) -> str:
    place = plain(text(look.evidence.get("place")))
    if paused := text(look.evidence.get("paused")):
        return f"she was at the {place}, and an operator has paused {paused}"
    if look.evidence.get("here"):
        return f"she was at the {place}, and others were shown to her in its place"
    return f"it waits for her at the {place}"


def _there(look: RuleLook, context: Context) -> str:
    return f"she was at the {plain(text(look.evidence.get('place')))}"


def _channel(look: RuleLook, context: Context) -> str:
    return f"{look.channel} is the channel that she prefers" if look.evidence.get("preferred") else ""


def _no_way_out(look: RuleLook, context: Context) -> str:
    setbacks = look.evidence.get("setbacks")
    times = f" for the {_nth(setbacks)} time in a row" if isinstance(setbacks, int) and setbacks > 1 else ""
    why = REASONS[look.reason] if look.reason is not None else "it could not go"
    until = text(look.evidence.get("not_before"))
    again = f"; it is tried again {context.time(until)}" if until else ""
    if look.evidence.get("waits"):
        again = "; it waits until that is over"
    return f"it had been on its way and came back{times} because {why}{again}"


def _nth(count: int) -> str:
    return {2: "second", 3: "third"}.get(count, f"{count}th")


SAYINGS = {
    "still wanted": Saying(_not_wanted, nothing),
    "channel": Saying(_no_channel, _channel),
    "consent and suppression": Saying(_no_consent, _consent),
    "channel pause": Saying(_channel_paused, nothing),
    "presence": Saying(_not_there, _there),
    "way out": Saying(_no_way_out, nothing),
}
