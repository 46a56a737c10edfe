"""Until when a message that was decided may leave: no request starts at that instant or later."""

from datetime import datetime

from engine.language.rules.quiet_hours import QuietHours
from engine.language.terms import Channel
from engine.localtime.windows import next_opening_anywhere
from engine.policy.case import Case
from engine.policy.reading.silence import concerning, where_of, window_of, zones_asked


def send_by(case: Case, channel: Channel) -> datetime:
    """Its expiry, or the next beginning of quiet hours that concern it: now itself, where it is quiet."""
    return min([case.proposal.expires, *_beginnings(case, channel)])


def _beginnings(case: Case, channel: Channel) -> list[datetime]:
    if case.defaults.quiet == "exempt" or case.policy.mode == "observe" or case.proposal.let_out is not None:
        return []
    enforced = (rule for rule in concerning(case.policy, channel) if rule.mode == "enforce")
    begins = (_begins(case, channel, rule) for rule in enforced)
    return [one for one in begins if one is not None]


def _begins(case: Case, channel: Channel, rule: QuietHours) -> datetime | None:
    where = where_of(rule, case)
    # a `where` that the clock can make true counts from then on
    first = case.moment.now if where.value is True else where.until
    if first is None:
        return None
    zones = zones_asked(case, channel)
    return first if zones is None else next_opening_anywhere(window_of(rule, case.policy), first, zones)
