"""Every kind of rule has words of its own, for what it stops and for what it lets pass."""

from zoneinfo import ZoneInfo

import pytest

from engine.contracts.journal import RuleLook
from engine.definitions import Definitions
from engine.language.policy import Policy
from engine.language.terms import Channel
from engine.model import Attributes
from engine.policy.rules.all import RULES
from engine.telling.decisions.context import Context
from engine.telling.decisions.fate import Fate
from engine.telling.decisions.kinds import OWN, passed, stopped
from engine.telling.titles import Titles
from tests.engine.books import Books, message
from tests.engine.lives import at

POLICY = Policy.model_validate(
    {
        "policy": "house",
        "caps": [
            {
                "name": "weekly",
                "counts": {"class": "marketing", "channels": "email"},
                "max": 2,
                "per": "7d",
                "over": "hold",
            }
        ],
        "conflicts": [
            {
                "name": "apart",
                "keep": {"tags": ["onboarding"]},
                "yield": {"purposes": ["promotional", "survey"], "origin": ["broadcast"], "departments": ["store"]},
                "within": "3d",
                "over": "drop",
            }
        ],
    }
)
SENT: Attributes = {"id": "m-1", "at": "2026-04-14T08:10:00+00:00", "purpose": "promotional"}


def context() -> Context:
    books = Books(messages=(message("sale", title="Spring sale"),))
    fates = {
        "m-1": Fate(message="sale", department="store", channel=Channel.EMAIL, sent_at=at("-1d")),
        "m-2": Fate(
            message="bill", department="billing", channel=Channel.MAIL, sent_at=at("1d"), elsewhere=True, planned=True
        ),
    }
    return Context(
        at=at("0"), zone=ZoneInfo("Europe/Berlin"), titles=Titles(Definitions(books), 1), fates=fates, policy=POLICY
    )


def look(rule: str, evidence: Attributes, name: str = "", channel: str | None = "email") -> RuleLook:
    """As the rule itself judges the evidence."""
    ruling = RULES[rule].verdict(evidence)
    return RuleLook.model_validate(
        {
            "rule": rule,
            "name": name,
            "verdict": ruling.verdict,
            "reason": ruling.reason,
            "until": ruling.until,
            "channel": channel,
            "evidence": evidence,
        }
    )


def test_every_rule_has_words_of_its_own() -> None:
    assert set(RULES) <= set(OWN)


STOPPED: list[tuple[str, str, Attributes, str]] = [
    ("still wanted", "", {"expires": "2026-04-13T08:00:00+00:00", "drop": "expired"},
     "its time was over on Mon 13 Apr 2026 10:00, and nothing had held it"),
    ("still wanted", "", {"drop": "duplicate"}, "the same message is on its way already"),
    ("channel", "", {"lacks": "no_channel"}, "the policy does not use email"),
    ("channel", "", {"lacks": "invalid_address"}, "what she has for email cannot be an address"),
    ("channel pause", "", {"paused": True}, "an operator has paused email for her"),
    ("channel pause", "", {"paused": True, "for_everybody": True}, "an operator has paused email for everybody"),
    ("way out", "", {"not_before": "2026-04-14T09:00:00+00:00", "setback": "guard", "setbacks": 1, "waits": True},
     "it had been on its way and came back because the guard stops it; it waits until that is over"),
    ("still wanted", "", {"expires": "2026-04-13T08:00:00+00:00", "drop": "expired", "waited_at": "inbound_call"},
     "its time was over on Mon 13 Apr 2026 10:00; until then it waited for her at the inbound call"),
    ("best of", "", {"winner": "m-1", "winner_message": "sale"},
     "its step sends the best of several, and that was “Spring sale” (sent Mon 13 Apr 2026 10:00 by email)"),
    ("presence", "", {"place": "till"}, "it waits for her at the till"),
    ("presence", "", {"place": "till", "here": True, "full": True},
     "she was at the till, and others were shown to her in its place"),
    ("consent and suppression", "", {"suppressed": True}, "her address for email is suppressed"),
    ("consent and suppression", "", {"needed": "opt_in", "stands": "unknown", "since": None},
     "it needs her consent for email, and she has never given it"),
    ("consent and suppression", "", {"needed": "opt_in", "stands": "pending", "since": None},
     "her consent for email is not confirmed yet"),
    ("way out", "", {"not_before": "2026-04-14T09:00:00+00:00", "setback": "capacity", "setbacks": 2},
     "it had been on its way and came back for the second time in a row because the channel takes no more for "
     "now; it is "
     "tried again 11:00"),
    ("holdout", "universal", {"unit": "household", "bucket": 312, "threshold": 500},
     "her household is in the control group “universal” (place 312 of 10,000, and those below 500 are in it)"),
    ("conflict", "apart",
     {"over": "drop", "within": "3d", "keep": "m-1", "keep_message": "sale", "look": "back", "until": None,
      "others": 2},
     "the rule “apart” keeps 3 days around “Spring sale” (sent Mon 13 Apr 2026 10:00 by email), and of 2 more, "
     "free of "
     "promotional or survey broadcasts of store"),
    ("conflict", "gone",
     {"over": "hold", "within": "same_day", "keep": "m-9", "keep_message": "sale", "look": "ahead",
      "keep_at": "2026-04-14T16:00:00+00:00", "until": None, "unless": "customer.vip", "unless_is": False},
     "the rule “gone” keeps the day of “Spring sale” (to come 18:00) free of it. It would not have stopped it if "
     "customer.vip; that is not so"),
    ("block", "quiet", {"over": "hold", "while": "customer.complaint", "is": True},
     "the rule “quiet” blocks it while customer.complaint"),
    ("block", "quiet",
     {"over": "hold", "while": "customer.complaint", "is": False, "ended": "2026-04-14T07:00:00+00:00",
      "and_for": "2d",
      "until": "2026-04-16T07:00:00+00:00"},
     "the rule “quiet” blocks it for 2 days after customer.complaint, which ended 09:00"),
    ("cap", "weekly", {"max": 2, "over": "hold", "per": "7d", "used": 2, "by": [SENT, {"id": "m-2"}]},
     "the rule “weekly” allows 2 marketing messages by email in 7 days, and 2 places were taken: “Spring sale” "
     "(sent Mon "
     "13 Apr 2026 10:00 by email) and “bill” (planned for Wed 15 Apr 2026 10:00 by mail, billing)"),
    ("cap", "daily", {"max": 1, "over": "drop", "per": "calendar_day", "used": 1, "by": [SENT]},
     "the rule “daily” allows 1 message a day, and 1 place was taken: “Spring sale” (sent Mon 13 Apr 2026 10:00 "
     "by email)"),
    ("cap", "none", {"max": 0, "over": "drop", "per": "7d", "used": 0},
     "the rule “none” allows 0 messages in 7 days, which stops all of them"),
    ("arbitration", "weekly",
     {"max": 2, "over": "hold", "per": "7d", "used": 1, "used_then": 1, "before": 0, "heavier": 1, "winner": "m-9",
      "winner_message": "sale", "comes": "2026-04-16T08:00:00+00:00", "until": "2026-04-16T08:00:00+00:00"},
     "the rule “weekly” allows 2 marketing messages by email in 7 days, 1 of them taken by then, and leaves the "
     "rest to "
     "“Spring sale” (to come Thu 16 Apr 2026 10:00)"),
    ("mix", "row", {"over": "hold", "purposes": ["promotional"], "messages": [SENT, SENT], "never_in_a_row": 3},
     "the rule “row” lets 2 promotional messages in a row pass: before it came “Spring sale” (sent Mon 13 Apr "
     "2026 10:00 "
     "by email) and “Spring sale” (sent Mon 13 Apr 2026 10:00 by email)"),
    ("mix", "share",
     {"over": "hold", "purposes": ["content"], "messages": [SENT], "of_last": 2, "at_least": 1, "instead": "sale"},
     "the rule “share” wants at least 1 content message among the last 2 marketing messages, and with this one there "
     "would be 0: before it came “Spring sale” (sent Mon 13 Apr 2026 10:00 by email). “Spring sale” is proposed "
     "in its "
     "place"),
    ("quiet hours", "night",
     {"window": {"from": "21:00", "to": "08:00", "weekdays": ["mon", "tue"]}, "zones": ["Europe/Berlin",
      "Europe/Rome"],
      "now": "2026-04-14T08:00:00+00:00", "zone_unknown": "organisation", "opens": "2026-04-15T06:00:00+00:00",
      "leaves": "2026-04-15T06:20:00+00:00"},
     "the rule “night” keeps email quiet from 21:00 to 08:00 on mon and tue in Europe/Berlin and Europe/Rome, the "
     "organisation’s zone, since hers is not known; that is over Wed 15 Apr 2026 08:00, and her own moment "
     "after it is "
     "Wed 15 Apr 2026 08:20"),
    ("quiet hours", "night", {"zone_unknown": "hold"},
     "her time zone is not known, and email waits until it is (rule “night”)"),
    ("capacity", "", {"per_day": 150, "no_place_until": "2026-04-15T00:00:00+00:00", "over": "hold"},
     "all 150 places a day of email were taken; her turn comes Wed 15 Apr 2026 02:00"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "name", "evidence", "said"), STOPPED)
def test_what_a_rule_stopped_is_told_with_its_numbers(rule: str, name: str, evidence: Attributes, said: str) -> None:
    found = look(rule, evidence, name)
    assert found.verdict != "send"
    assert stopped(found, context()) == said


def test_every_rule_that_can_stop_a_message_stands_in_the_table() -> None:
    assert set(RULES) <= {rule for rule, _, _, _ in STOPPED}


@pytest.mark.parametrize(
    ("rule", "name", "evidence", "said"),
    [
        ("still wanted", "", {"expires": "2026-04-17T08:00:00+00:00"}, ""),
        ("channel", "", {"preferred": True}, "email is the channel that she prefers"),
        ("consent and suppression", "", {"needed": "none"}, "no consent needed"),
        ("consent and suppression", "", {"needed": "opt_out", "stands": "unknown"}, "no opt-out"),
        ("presence", "", {"place": "till", "here": True}, "she was at the till"),
        ("holdout", "universal", {"unit": "customer", "bucket": 5188, "threshold": 500},
         "she is not in the control group “universal” (place 5188 of 10,000, and those below 500 are in it)"),
        ("holdout", "later", {"runs": False, "from": "2026-05-01T00:00:00+00:00", "bucket": 3, "threshold": 500},
         "the control group “later” begins Fri 01 May 2026 02:00"),
        ("conflict", "apart", {"passes_as": "keep"}, "“apart” (it is of those that the rule keeps)"),
        ("conflict", "apart", {"over": "hold", "within": "3d"}, "“apart” (nothing to stay away from within 3 days)"),
        ("conflict", "apart", {"over": "hold", "within": "3d", "keep": "m-1", "unless": "customer.vip",
         "unless_is": True},
         "“apart” (lifted, since customer.vip)"),
        ("block", "quiet", {"allowed": True}, "“quiet” (it allows this message)"),
        ("block", "quiet", {"while": "customer.complaint", "is": None}, "“quiet” (customer.complaint is not so)"),
        ("cap", "weekly", {"max": 3, "per": "7d", "used": 1}, "“weekly” (1 of 3 in 7 days)"),
        ("cap", "daily", {"max": 1, "per": "calendar_day", "used": 4, "exempt": True},
         "“daily” (4 of 1 that day, and its purpose is exempt)"),
        ("cap", "own", {"max": None, "per": "7d"}, "“own” (its limit has no number for her, so it does not apply)"),
        ("arbitration", "weekly", {"max": 3, "used": 1}, ""),
        ("mix", "row", {"purposes": ["promotional"], "messages": [], "never_in_a_row": 3},
         "“row” (fewer than 3 in a row)"),
        ("mix", "share", {"purposes": ["content"], "messages": [], "of_last": 4, "at_least": 1},
         "“share” (there are not 4 messages yet)"),
        ("quiet hours", "night", {"exempt": True}, "“night” (its purpose is exempt)"),
        ("quiet hours", "night", {"where": None}, "“night” (not where she is)"),
        ("quiet hours", "sunday", {"window": {"from": "00:00", "to": "00:00", "calendar": "feasts"}},
         "“sunday” (it is not quiet all day on the days of “feasts”)"),
        ("capacity", "", {"per_day": 150}, "email has 150 places a day"),
    ],
)  # fmt: skip
def test_what_a_rule_let_pass_is_told_in_few_words(rule: str, name: str, evidence: Attributes, said: str) -> None:
    found = look(rule, evidence, name)
    assert found.verdict == "send"
    assert passed(found, context()) == said


def test_a_kind_that_only_a_newer_build_knows_is_told_by_its_reason_and_its_evidence() -> None:
    newer = RuleLook.model_validate(
        {"rule": "moon", "name": "full", "verdict": "hold", "reason": "blocked", "evidence": {"the_phase": 4}}
    )
    assert stopped(newer, context()) == "the rule “full” says no because a block of the policy holds (the phase 4)"
    assert passed(newer, context()) == "moon full"
