"""What imported messages tell: broadcasts on the day of a welcome, and what a policy would have stopped."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from audit.importing import ImportedMessage
from catalogue.publish import LintFailed
from engine.contracts.inputs import ConsentChange
from engine.language.policy import Policy
from engine.language.rules.selectors import Selector
from engine.language.terms import Purpose
from tests.trials.ledgers import MONDAY, keep, ledger, sent
from trials.imported import judging
from trials.imported.clashing import BROADCAST, ONBOARDING
from trials.imported.judging import Consents
from trials.imported.policies import policy_in_force, policy_of_file
from trials.imported.report import ImportedAudit
from trials.imported.result import ImportedReport

__all__ = ["ledger"]

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = {"name": "two-a-week", "counts": {"class": "marketing"}, "max": 2, "per": "7d", "over": "drop"}
PEACE = {
    "name": "peace",
    "keep": {"tags": "welcome"},
    "yield": {"purposes": "promotional"},
    "within": "same_day",
    "over": "drop",
}


def policy(**rules: object) -> Policy:
    return Policy.model_validate({"policy": "trial", "zone": "Europe/Berlin", **rules})


def audit(
    database: Engine,
    policy: Policy,
    consents: Consents | None = None,
    onboarding: Selector = ONBOARDING,
    broadcast: Selector = BROADCAST,
) -> ImportedReport:
    return ImportedAudit(policy, BERLIN, 3, onboarding, broadcast, consents).run(database)


def welcome(customer: str, day: float) -> ImportedMessage:
    return sent(customer, day, "welcome", department="care", purpose="lifecycle", tags=("welcome",))


def test_a_broadcast_on_the_local_day_of_a_welcome_is_counted(ledger: Engine) -> None:
    late = 13.5 / 24  # 23:30 on the same local day
    keep(ledger, welcome("c-1", 0), sent("c-1", late), sent("c-1", late, "flyer", channel="sms"))
    keep(ledger, welcome("c-2", 0), sent("c-2", late + 1 / 24), sent("c-3", 0))
    clash = audit(ledger, policy()).clash
    assert (clash.onboarding, clash.disturbed, clash.broadcasts, clash.customers) == (2, 1, 2, 1)
    assert clash.pairs == {"flyer with welcome": 1, "sale with welcome": 1}


def test_what_is_on_boarding_and_what_a_broadcast_can_be_said(ledger: Engine) -> None:
    keep(ledger, sent("c-1", 0, "hello", purpose="service"), sent("c-1", 0.1, "news", purpose="content"))
    assert audit(ledger, policy()).clash.onboarding == 0
    hello, news = Selector(messages=("hello",)), Selector(purposes=(Purpose.CONTENT,))
    assert audit(ledger, policy(), onboarding=hello, broadcast=news).clash.disturbed == 1


def test_a_conflict_would_have_stopped_the_broadcast_after_the_welcome(ledger: Engine) -> None:
    keep(ledger, welcome("c-1", 0), sent("c-1", 0.1), sent("c-1", 1.1), sent("c-2", 0))
    found = audit(ledger, policy(conflicts=[PEACE])).rules
    assert (found.sent, found.would_go, found.would_stop, found.customers_spared) == (4, 3, 1, 1)
    [stopped] = found.stopped_by
    assert (stopped.reason, stopped.departments) == ("conflict", {"sales": 1})
    assert "peace" in stopped.rule
    assert [(week.monday, week.sent, week.stopped) for week in found.weeks] == [("2026-03-02", 4, 1)]


def test_a_rule_that_observes_is_asked_what_it_would_stop(ledger: Engine) -> None:
    keep(ledger, welcome("c-1", 0), sent("c-1", 0.1))
    for observing in (policy(mode="observe", conflicts=[PEACE]), policy(conflicts=[{**PEACE, "mode": "observe"}])):
        assert audit(ledger, observing).rules.would_stop == 1


def test_a_cap_stops_what_an_outsider_would_have_stopped(ledger: Engine) -> None:
    chance = random.Random(3)
    messages = [sent(f"c-{chance.randrange(20)}", chance.randrange(20 * 1440) / 1440) for _ in range(300)]
    keep(ledger, *messages)
    went: dict[str, list[float]] = {}
    stopped: Counter[str] = Counter()
    for one in sorted({one.message_id: one for one in messages}.values(), key=lambda one: one.sent_at):
        at = one.sent_at.timestamp()
        hers = went.setdefault(one.customer_id, [])
        if sum(at - before < 7 * 86_400 for before in hers) < 2:
            hers.append(at)
        else:
            stopped[one.customer_id] += 1
    found = audit(ledger, policy(caps=[WEEK])).rules
    assert found.would_stop == stopped.total() > 100
    assert found.customers_spared == len(stopped)
    assert found.purposes == {"promotional": found.would_stop}


def test_everybody_agreed_unless_a_file_says_who(ledger: Engine) -> None:
    keep(ledger, sent("c-1", 0), sent("c-2", 0))
    assert audit(ledger, policy()).rules.would_stop == 0
    found = audit(ledger, policy(), {"c-1": (ConsentChange(status="granted"),)}).rules
    assert [(one.reason, one.messages) for one in found.stopped_by] == [("consent_missing", 1)]


def test_a_policy_is_read_from_a_file_with_the_place_of_its_faults(ledger: Engine, tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("policy: house\nmode: observe\n", encoding="utf-8")
    assert policy_of_file(file).mode == "observe"
    file.write_text("policy: house\nmood: observe\n", encoding="utf-8")
    with pytest.raises(LintFailed, match=r"policy.yaml:2:1: mood"):
        policy_of_file(file)
    assert policy_in_force(ledger) is None


def test_weeks_without_anything_imported_are_none(ledger: Engine) -> None:
    found = audit(ledger, policy())
    assert (found.rules.sent, found.traffic.sent, found.clash.onboarding) == (0, 0, 0)
    keep(ledger, sent("c-1", 0), sent("c-1", 7))
    assert [week.sent for week in audit(ledger, policy()).rules.weeks] == [1, 1]
    assert MONDAY + timedelta(days=7) == audit(ledger, policy()).traffic.last


def test_processes_say_what_one_process_says(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(ledger, *(sent(f"c-{n % 120:03}", n / 60) for n in range(600)))
    alone = audit(ledger, policy(caps=[WEEK]))
    monkeypatch.setattr(judging, "MANY", 100)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert audit(ledger, policy(caps=[WEEK])) == alone
    assert alone.rules.would_stop > 0
