"""What a report over imported messages found."""

from typing import Literal

from engine.language.terms import Purpose
from engine.model import Frozen
from trials.auditing.result import Traffic


class Clash(Frozen):
    """Broadcasts that landed on the local day of an on-boarding message."""

    onboarding: int
    """on-boarding messages"""
    disturbed: int
    """those with a broadcast on their day"""
    broadcasts: int
    """the broadcasts that did so"""
    customers: int
    pairs: dict[str, int]
    """`broadcast with on-boarding message` → days of a customer, the most frequent first"""


class StoppedBy(Frozen):
    """Messages that a rule would have stopped."""

    rule: str
    reason: str
    messages: int
    later: int
    """those that would have passed at a later time, which the rule names"""
    departments: dict[str, int]


class WeekRuled(Frozen):
    """`monday` in the organisation's zone, as ISO text."""

    monday: str
    sent: int
    stopped: int


class WhatRulesSay(Frozen):
    """The messages that were sent, put before a policy one after another as if each department had asked."""

    policy: str
    sent: int
    would_go: int
    would_stop: int
    customers_spared: int
    """who would have got fewer"""
    stopped_by: tuple[StoppedBy, ...]
    purposes: dict[Purpose, int]
    """purpose → messages that would have been stopped"""
    weeks: tuple[WeekRuled, ...]
    assumptions: tuple[str, ...]


class ImportedReport(Frozen):
    kind: Literal["imported"] = "imported"
    traffic: Traffic
    clash: Clash
    rules: WhatRulesSay
