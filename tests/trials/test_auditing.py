"""The audit's counts against those of an outsider, who counts every pair and every day by hand."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from audit.queries.sent_by_all import Ruled, SentMessage, Stopped
from engine.language.terms import Channel, Purpose
from trials.auditing.counting import Counting
from trials.auditing.report import kept_back, side_by_side
from trials.auditing.result import Traffic

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 20, tzinfo=UTC)
"""Nine days before the clocks change there."""


def mail(customer: str, at: datetime, department: str, purpose: Purpose = Purpose.PROMOTIONAL) -> SentMessage:
    id = f"{customer}-{at.isoformat()}-{department}"
    return SentMessage(customer, at, id, "sale", purpose, department, Channel.EMAIL, "imported")


def traffic(messages: list[SentMessage], more_than: int = 3) -> Traffic:
    counting = Counting(BERLIN, more_than)
    for one in sorted(messages, key=lambda one: (one.customer_id, one.sent_at, one.message_id)):
        counting.take(one)
    return counting.traffic()


def some(number: int) -> list[SentMessage]:
    chance = random.Random(7)
    return [
        mail(
            f"c-{chance.randrange(40)}",
            START + timedelta(seconds=chance.randrange(20 * 86_400)),
            chance.choice(("sales", "care", "store")),
            chance.choice(list(Purpose)),
        )
        for _ in range(number)
    ]


def day(one: SentMessage) -> str:
    return f"{one.sent_at.astimezone(BERLIN):%Y-%m-%d}"


def week(one: SentMessage) -> str:
    return f"{one.sent_at.astimezone(BERLIN):%G-%V}"


def test_departments_weeks_and_loads_are_those_that_an_outsider_counts() -> None:
    messages = some(600)
    found = traffic(messages)
    assert (found.sent, found.customers) == (600, len({one.customer_id for one in messages}))
    assert {one.department: one.sent for one in found.departments} == Counter(one.department for one in messages)
    assert {one.department: one.customers for one in found.departments} == {
        name: len({one.customer_id for one in messages if one.department == name})
        for name in ("sales", "care", "store")
    }
    assert {f"{one.monday:%G-%V}": one.sent for one in found.weeks} == Counter(map(week, messages))
    assert sum((Counter(one.purposes) for one in found.weeks), Counter()) == Counter(one.purpose for one in messages)
    loads = Counter((one.customer_id, week(one)) for one in messages)
    assert {one.messages: one.customer_weeks for one in found.load} == Counter(loads.values())
    above = {customer for (customer, _), count in loads.items() if count > 3}
    assert found.above == len(above)


def test_overlaps_are_those_that_an_outsider_counts() -> None:
    messages = some(600)
    same_day: Counter[tuple[str, str]] = Counter()
    near: Counter[tuple[str, str]] = Counter()
    days: dict[tuple[str, str], set[str]] = {}
    for one in messages:
        days.setdefault((one.customer_id, day(one)), set()).add(one.department)
        later = [
            other.department
            for other in messages
            if other.customer_id == one.customer_id
            and other.department != one.department
            and (one.sent_at, one.message_id) < (other.sent_at, other.message_id)
            and (other.sent_at - one.sent_at).total_seconds() < 86_400
        ]
        near.update((min(one.department, other), max(one.department, other)) for other in set(later))
    for departments in days.values():
        same_day.update(combinations(sorted(departments), 2))
    found = traffic(messages).overlaps
    assert len(found) == 3
    assert {one.departments: one.same_day for one in found} == same_day
    assert {one.departments: one.within_24h for one in found} == near


def test_the_day_and_the_24_hours_are_two_questions() -> None:
    evening = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # 23:30 in Berlin, the night before the clock change
    [one] = traffic([mail("c-1", evening, "care"), mail("c-1", evening + timedelta(hours=1), "sales")]).overlaps
    assert (one.same_day, one.within_24h, one.customers) == (0, 1, 1)
    morning = datetime(2026, 3, 29, 21, 30, tzinfo=UTC)  # a local day of 23 hours
    assert traffic([mail("c-1", morning, "care"), mail("c-1", morning + timedelta(hours=24), "sales")]).overlaps == ()
    assert traffic([mail("c-1", evening, "care"), mail("c-2", evening, "sales")]).overlaps == ()


def test_a_week_without_messages_stands_between_the_others() -> None:
    found = traffic([mail("c-1", START, "care"), mail("c-1", START + timedelta(weeks=2), "care")])
    assert [one.sent for one in found.weeks] == [1, 0, 1]


def test_a_date_far_off_makes_no_gap_of_centuries() -> None:
    never = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)
    found = traffic([mail("a", at, "sales") for at in (*never, START)])
    assert [week.sent for week in found.weeks] == [1, 1, 1]


def test_nothing_sent_is_a_report_too() -> None:
    found = traffic([])
    assert (found.sent, found.since, found.weeks, found.load) == (0, None, (), ())


def test_what_was_kept_back_is_told_once_a_rule() -> None:
    facts = {"department": "sales", "purpose": Purpose.PROMOTIONAL, "reason": "cap", "rule": "cap week"}
    rows = [
        Stopped.model_validate({**facts, "verdict": verdict, "messages": n})
        for verdict, n in (("hold", 5), ("drop", 2))
    ]
    [found] = kept_back(rows)
    assert (found.held, found.dropped, found.rule) == (5, 2, "cap week")


def test_observing_rules_stand_beside_what_went() -> None:
    rows = [
        Ruled(shadow=False, observed=(), messages=70),
        Ruled(shadow=False, observed=("cap week", "mix half"), messages=20),
        Ruled(shadow=True, observed=("cap week",), messages=10),
    ]
    found = side_by_side(rows)
    assert (found.unruled, found.ruled, found.shadow) == (100, 70, 10)
    assert found.by_rule == {"cap week": 30, "mix half": 20}
