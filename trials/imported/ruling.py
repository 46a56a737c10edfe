"""Puts what was sent before a policy, as if each department had asked: customer by customer, on the pure engine."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from audit.queries.sent_by_all import SentMessage
from engine.contracts.inputs import Ask, ConsentChange, Elsewhere, Identify
from engine.contracts.journal import Decided
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.terms import Purpose
from engine.policy.conclusion import conclude
from trials.imported.asking import Asking
from trials.imported.result import StoppedBy, WeekRuled, WhatRulesSay

Consents = dict[str, tuple[ConsentChange, ...]]
"""Customer → what she agreed to."""

_BEFORE = timedelta(seconds=1)


class Ruling:
    """Takes all messages of a customer at a time, in order; `consents` None: everybody agreed to everything."""

    def __init__(self, definitions: Definitions, number: int, zone: ZoneInfo, consents: Consents | None) -> None:
        self._definitions = definitions
        self._number = number
        self._zone = zone
        self._consents = consents
        self._sent = self._spared = 0
        self._stopped: Counter[tuple[str, str, str]] = Counter()
        self._later: Counter[tuple[str, str]] = Counter()
        self._purposes: Counter[Purpose] = Counter()
        self._weeks: Counter[tuple[date, bool]] = Counter()

    def take(self, hers: Sequence[SentMessage]) -> None:
        decided = self._decisions(hers)
        stopped = False
        for one in hers:
            decision = decided[one.message_id]
            self._count(one, decision)
            stopped = stopped or decision.verdict != "send"
        self._spared += stopped

    def says(self) -> WhatRulesSay:
        """When everybody was taken."""
        would_stop = self._stopped.total()
        policy = self._definitions.policy(self._number)
        return WhatRulesSay(
            policy=policy.policy,
            sent=self._sent,
            would_go=self._sent - would_stop,
            would_stop=would_stop,
            customers_spared=self._spared,
            stopped_by=self._by_rule(),
            purposes={purpose: self._purposes[purpose] for purpose in Purpose if self._purposes[purpose]},
            weeks=self._by_week(),
            assumptions=_assumptions(policy.zone, given=self._consents is not None),
        )

    def _decisions(self, hers: Sequence[SentMessage]) -> dict[str, Decided]:
        """By the id of the imported message."""
        customer = hers[0].customer_id
        asking = Asking(CustomerState(customer_id=customer, catalogue=self._number), self._definitions)
        asking.take(self._profile(customer, hers[0]), hers[0].sent_at - _BEFORE)
        ids = {asking.ask(_ask(one)).message_id: one.message_id for one in hers}
        return {ids[one.message_id]: one for one in asking.decided}

    def _profile(self, customer: str, first: SentMessage) -> Identify:
        agreed = (ConsentChange(status="granted"),) if self._consents is None else self._consents.get(customer, ())
        zone = self._definitions.policy(self._number).zone
        return Identify(
            id="profile", at=first.sent_at - _BEFORE, attributes={"zone": zone}, consents=agreed, backfill=True
        )

    def _count(self, one: SentMessage, decision: Decided) -> None:
        self._sent += 1
        day = one.sent_at.astimezone(self._zone).date()
        goes = decision.verdict == "send"
        self._weeks[day - timedelta(days=day.weekday()), goes] += 1
        if goes:
            return
        rule, reason = conclude(decision.rules).rule, decision.reason or ""
        self._stopped[rule, reason, one.department] += 1
        self._later[rule, reason] += decision.until is not None
        self._purposes[one.purpose] += 1

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


def _ask(one: SentMessage) -> Ask:
    what = Elsewhere(
        message=one.message,
        department=one.department,
        purpose=one.purpose,
        tags=one.tags,
        topics=one.topics,
        priority=one.priority,
    )
    return Ask(id=one.message_id, at=one.sent_at, what=what, channels=(one.channel,))


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
