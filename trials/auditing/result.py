"""What an audit of the messages of every department found."""

from datetime import date
from typing import Literal

from engine.language.terms import Purpose
from engine.model import Frozen, Instant


class DepartmentTotals(Frozen):
    department: str
    sent: int
    customers: int
    over: int
    """reported, and breaking a rule"""
    purposes: dict[Purpose, int]


class Overlap(Frozen):
    """How often two departments wrote to one customer close to one another."""

    departments: tuple[str, str]
    customers: int
    same_day: int
    """local days of a customer on which both wrote to her"""
    within_24h: int
    """messages of one that were followed by the other's within 24 hours"""


class Week(Frozen):
    """One week from its Monday, in the organisation's zone."""

    monday: date
    sent: int
    customers: int
    departments: dict[str, int]
    purposes: dict[Purpose, int]


class Load(Frozen):
    """How many messages customers had in a week; weeks without any are not looked at."""

    messages: int
    customer_weeks: int
    """weeks of a customer with so many"""
    customers: int
    """who had so many in some week, and never more"""


class StoppedTotals(Frozen):
    """Messages that a rule or a state kept back; one that was held and then dropped is in both."""

    department: str
    purpose: Purpose
    reason: str
    rule: str
    held: int
    dropped: int


class SideBySide(Frozen):
    """What rules that only observe would have changed."""

    unruled: int
    """messages that were to go"""
    ruled: int
    """those of them that no rule would have stopped"""
    shadow: int
    """decided like the others, and not sent"""
    by_rule: dict[str, int]
    """rule → messages that it would have stopped"""


class Traffic(Frozen):
    """Who sent what to whom, as everybody's messages tell."""

    since: Instant | None
    """of the first message"""
    last: Instant | None
    zone: str
    sent: int
    customers: int
    sources: dict[str, int]
    departments: tuple[DepartmentTotals, ...]
    overlaps: tuple[Overlap, ...]
    weeks: tuple[Week, ...]
    load: tuple[Load, ...]
    more_than: int
    above: int
    """customers who had more than that in some week"""


class AuditReport(Frozen):
    kind: Literal["audit"] = "audit"
    traffic: Traffic
    stopped: tuple[StoppedTotals, ...]
    side_by_side: SideBySide
