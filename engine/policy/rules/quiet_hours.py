"""Rule 9, quiet hours: a channel is silent while it is quiet anywhere the customer may be."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from pydantic import JsonValue

from engine.contracts.journal import RuleLook
from engine.expressions.instants import sooner
from engine.language.rules.quiet_hours import QuietHours
from engine.language.terms import Channel, Reason
from engine.localtime.windows import next_opening_anywhere
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.reading.silence import concerning, hush, where_of, window_of, zones_asked
from engine.policy.rules.rule import PASSES, Rule, Ruling, instant_in, told


class QuietHoursRule(Rule):
    """Holds up to the first instant at which it is quiet nowhere, or drops."""

    kind: ClassVar[str] = "quiet hours"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        for rule in concerning(case.policy, channel):
            if case.defaults.quiet == "exempt":
                yield self.look(case, channel, {"exempt": True}, name=rule.name, mode=rule.mode)
            else:
                yield self._looked(case, channel, rule)

    def verdict(self, evidence: Attributes) -> Ruling:
        if evidence.get("exempt") or evidence.get("where", True) is not True:
            return PASSES
        if evidence.get("zone_unknown") == "hold":
            return Ruling("hold", Reason.ZONE_UNKNOWN)
        if "opens" not in evidence:
            return PASSES
        now, opens = instant_in(evidence, "now"), instant_in(evidence, "opens")
        until = instant_in(evidence, "leaves") or opens
        if now is not None and until is not None and until <= now:
            return PASSES
        return Ruling("drop" if evidence.get("over") == "drop" else "hold", Reason.QUIET_HOURS, until)

    def _looked(self, case: Case, channel: Channel, rule: QuietHours) -> RuleLook:
        where = where_of(rule, case)
        evidence: Attributes = {}
        if rule.where is not None:
            evidence["where"] = where.value if isinstance(where.value, bool) else None
        changes = where.until
        if where.value is True:
            evidence |= _evidence(case, channel, rule)
            changes = sooner(changes, _turns_away(case, channel, rule))
        return self.look(case, channel, evidence, name=rule.name, mode=rule.mode, changes=changes)


def _evidence(case: Case, channel: Channel, rule: QuietHours) -> Attributes:
    zones = zones_asked(case, channel)
    if zones is None:
        return {"zone_unknown": "hold"}
    evidence: Attributes = {"window": _window(rule), "zones": list(zones.names), "now": told(case.moment.now)}
    if not case.moment.zones.names:
        evidence["zone_unknown"] = "organisation"
    kept = hush(case, rule, zones)
    if kept is None:
        return evidence
    evidence["opens"] = told(kept.opens)
    if kept.leaves != kept.opens:
        evidence["leaves"] = told(kept.leaves)
    return evidence if rule.over == "hold" else evidence | {"over": rule.over}


def _turns_away(case: Case, channel: Channel, rule: QuietHours) -> datetime | None:
    """When a message that waits for something else is dropped; one that would wait here as well need not know."""
    zones = zones_asked(case, channel)
    if rule.over == "hold" or zones is None:
        return None
    begins = next_opening_anywhere(window_of(rule, case.policy), case.moment.now, zones)
    return begins if begins is not None and begins > case.moment.now else None


def _window(rule: QuietHours) -> dict[str, JsonValue]:
    written: dict[str, JsonValue] = {"from": f"{rule.start:%H:%M}", "to": f"{rule.end:%H:%M}"}
    if rule.weekdays:
        written["weekdays"] = [day.value for day in rule.weekdays]
    if rule.calendar is not None:
        written["calendar"] = rule.calendar
    return written
