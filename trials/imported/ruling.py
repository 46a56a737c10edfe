"""Counts what a policy would have stopped of what was sent."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from audit.queries.sent_by_all import SentMessage
from engine.language.policy import Policy
from engine.language.terms import Channel, Purpose, Reason
from engine.localtime.instants import local_date
from trials.imported.judging import Messages, Verdict
from trials.imported.result import StoppedBy, WeekRuled, WhatRulesSay


class Ruling:
    """Takes all messages of a customer at a time, with their verdicts; weeks are those of `zone`."""

    def __init__(self, policy: Policy, zone: ZoneInfo, *, consents_given: bool) -> None:
        self._policy = policy
        self._zone = zone
        self._given = consents_given
        self._sent = self._spared = 0
        self._stopped: Counter[tuple[str, str, str]] = Counter()
        self._later: Counter[tuple[str, str]] = Counter()
        self._purposes: Counter[Purpose] = Counter()
        self._unlisted: Counter[Channel] = Counter()
        self._weeks: Counter[tuple[date, bool]] = Counter()

    def take(self, hers: Messages, verdicts: Sequence[Verdict]) -> None:
        for one, verdict in zip(hers, verdicts, strict=True):
            self._count(one, verdict)
        self._spared += any(not verdict.goes for verdict in verdicts)

    def says(self) -> WhatRulesSay:
        """When everybody was taken."""
        would_stop = self._stopped.total()
        return WhatRulesSay(
            policy=self._policy.policy,
            sent=self._sent,
            would_go=self._sent - would_stop,
            would_stop=would_stop,
            customers_spared=self._spared,
            stopped_by=self._by_rule(),
            purposes={purpose: self._purposes[purpose] for purpose in Purpose if self._purposes[purpose]},
            weeks=self._by_week(),
            assumptions=(*_assumptions(self._policy.zone, given=self._given), *self._by_unlisted()),
        )

    def _count(self, one: SentMessage, verdict: Verdict) -> None:
        self._sent += 1
        day = local_date(one.sent_at, self._zone)
        self._weeks[day - timedelta(days=day.weekday()), verdict.goes] += 1
        if verdict.goes:
            return
        self._stopped[verdict.rule, verdict.reason, one.department] += 1
        self._later[verdict.rule, verdict.reason] += verdict.later
        self._purposes[one.purpose] += 1
        if verdict.reason == Reason.NO_CHANNEL:
            self._unlisted[one.channel] += 1

    def _by_unlisted(self) -> tuple[str, ...]:
        return tuple(
            f"what went by {channel} ({count:,}) is stopped, since `channels` of the policy does not list {channel}; "
            "list it to try the other rules on it"
            for channel, count in self._unlisted.most_common()
        )

    def _by_rule(self) -> tuple[StoppedBy, ...]:
        departments: dict[tuple[str, str], Counter[str]] = {}
        for (rule, reason, department), count in self._stopped.items():
            departments.setdefault((rule, reason), Counter())[department] += count
        found = [
            StoppedBy(
                rule=rule,
                reason=reason,
                messages=by.total(),
                later=self._later[rule, reason],
                departments=dict(sorted(by.items())),
            )
            for (rule, reason), by in departments.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.messages, one.rule, one.reason)))

    def _by_week(self) -> tuple[WeekRuled, ...]:
        mondays = sorted({monday for monday, _ in self._weeks})
        return tuple(
            WeekRuled(
                monday=monday.isoformat(),
                sent=self._weeks[monday, True] + self._weeks[monday, False],
                stopped=self._weeks[monday, False],
            )
            for monday in mondays
        )


def _assumptions(zone: str, *, given: bool) -> tuple[str, ...]:
    return (
        "consents are those of the file; who is not in it agreed to nothing"
        if given
        else "everybody had agreed to what she was sent",
        f"everybody lives in the organisation's zone, {zone}",
        "nothing else is known of the customers: what the policy asks of their profile is missing",
        "what would have been stopped was not sent later instead",
        "rules that only observe are taken as enforced",
    )
