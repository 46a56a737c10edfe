"""What is said of control groups, of conflicts and of blocks."""

from engine.contracts.journal import RuleLook
from engine.expressions import parse
from engine.expressions.mentions import mentions
from engine.language.durations import parse_duration
from engine.telling.decisions.context import Context, listed, text
from engine.telling.decisions.saying import Saying, nothing
from engine.telling.decisions.selectors import meant
from engine.telling.phrases import plain, span


def _held_out(look: RuleLook, context: Context) -> str:
    whose = "her household is" if look.evidence.get("unit") == "household" else "she is"
    return f"{whose} in the control group “{look.name}” ({_place(look)})"


def _not_held_out(look: RuleLook, context: Context) -> str:
    if look.evidence.get("runs") is False:
        begins = text(look.evidence.get("from"))
        return f"the control group “{look.name}” begins {context.whole_time(begins)}"
    return f"she is not in the control group “{look.name}” ({_place(look)})"


def _place(look: RuleLook) -> str:
    place, threshold = look.evidence.get("bucket"), look.evidence.get("threshold")
    return f"place {place} of 10,000, and those below {threshold} are in it"


def _collides(look: RuleLook, context: Context) -> str:
    evidence = look.evidence
    kept, key = text(evidence.get("keep")), text(evidence.get("keep_message"))
    within = text(evidence.get("within"))
    if evidence.get("look") == "ahead":
        when = text(evidence.get("keep_at"))
        who = f"{context.title(key)} (to come {context.time(when) if when else 'at a time that is not known yet'})"
    else:
        who = context.named(kept, key)
    others = evidence.get("others")
    more = f", and of {others} more," if isinstance(others, int) and others else ""
    near = f"the day of {who}" if within == "same_day" else f"{_length(within)} around {who}"
    return f"the rule “{look.name}” keeps {near}{more} free of {_yielding(look, context)}{_unless(look, context)}"


def _yielding(look: RuleLook, context: Context) -> str:
    rule = next((one for one in context.policy.conflicts if one.name == look.name), None) if context.policy else None
    return "it" if rule is None else meant(rule.yields, context.titles)


def _unless(look: RuleLook, context: Context) -> str:
    """What would have lifted the rule, and why it did not."""
    condition = text(look.evidence.get("unless"))
    if not condition:
        return ""
    if look.evidence.get("unless_is") is False:
        return f". It would not have stopped it if {condition}; that is not so"
    return f". It would not have stopped it if {condition}{_unknown(condition)}"


def _unknown(condition: str) -> str:
    """What is known of her is all that can be missing: a message has its topics, and an enrolment what it wrote."""
    paths = sorted(mentions(parse.condition(condition)).paths)
    names = [plain(name.split(".", 1)[1]) for name in paths if name.startswith("customer.")]
    if len(names) == 1:
        return f": her {names[0]} {'are' if names[0].endswith('s') else 'is'} missing"
    return f": something of her {listed(names, len(names))} is missing" if names else ", which is unknown"


def _no_collision(look: RuleLook, context: Context) -> str:
    evidence = look.evidence
    passes_as = evidence.get("passes_as")
    if passes_as == "keep":
        return f"“{look.name}” (it is of those that the rule keeps)"
    if passes_as == "never_yields":
        return f"“{look.name}” (its purpose gives way to nothing)"
    if evidence.get("unless_is") is True:
        return f"“{look.name}” (lifted, since {text(evidence.get('unless'))})"
    within = text(evidence.get("within"))
    near = "that day" if within == "same_day" else f"within {_length(within)}"
    return f"“{look.name}” (nothing to stay away from {near})"


def _blocked(look: RuleLook, context: Context) -> str:
    evidence = look.evidence
    condition = text(evidence.get("while"))
    if ended := text(evidence.get("ended")):
        after = _length(text(evidence.get("and_for")))
        return f"the rule “{look.name}” blocks it for {after} after {condition}, which ended {context.time(ended)}"
    return f"the rule “{look.name}” blocks it while {condition}"


def _not_blocked(look: RuleLook, context: Context) -> str:
    if look.evidence.get("allowed"):
        return f"“{look.name}” (it allows this message)"
    return f"“{look.name}” ({text(look.evidence.get('while'))} is not so)"


def _length(written: str) -> str:
    return span(parse_duration(written)) if written else "a time"


def _not_the_best(look: RuleLook, context: Context) -> str:
    winner = context.named(text(look.evidence.get("winner")), text(look.evidence.get("winner_message")))
    return f"its step sends the best of several, and that was {winner}"


SAYINGS = {
    "best of": Saying(_not_the_best, nothing),
    "holdout": Saying(_held_out, _not_held_out),
    "conflict": Saying(_collides, _no_collision),
    "block": Saying(_blocked, _not_blocked),
}
