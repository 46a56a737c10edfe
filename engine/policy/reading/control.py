"""Says who is drawn into a control group: customers or households who get no marketing, for comparison."""

from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.identity import bucket
from engine.language.journey import Journey
from engine.language.policy import Policy
from engine.language.rules.holdouts import Holdout, JourneyHoldout, Unit
from engine.localtime.instants import instant_of
from engine.localtime.zones import zone_named
from engine.model import Attributes

_UTC = ZoneInfo("UTC")
_HOUSEHOLD = ("household", "household_id")
"""The attributes that may name one, the built-in first."""


class Draw(NamedTuple):
    """Where a unit lies under a salt, 0–9,999; `threshold` is the first bucket that is not held out."""

    unit: Unit
    bucket: int
    threshold: int

    @property
    def out(self) -> bool:
        return self.bucket < self.threshold


def draw(holdout: Holdout | JourneyHoldout, customer_id: str, attributes: Attributes) -> Draw:
    """Of the household where it is the unit and she has one, else of the customer."""
    household = _household(attributes) if holdout.unit == "household" else None
    unit: Unit = "customer" if household is None else "household"
    return Draw(unit, bucket(holdout.salt, household or customer_id), _threshold(holdout.share))


def period(holdout: Holdout, policy: Policy) -> tuple[datetime | None, datetime | None]:
    """From and to before these instants: midnights of the organisation's zone; None: without an end."""
    zone = zone_named(policy.zone) or _UTC
    return _midnight(holdout.since, zone), _midnight(holdout.until, zone)


def in_control(journey: Journey, policy: Policy, customer_id: str, attributes: Attributes, at: datetime) -> bool:
    """Whether an enrolment belongs to the arm "control": by the journey's own holdout, or by one of the policy that
    is enforced at `at`, such as the instant of its entry."""
    if journey.holdout is not None and draw(journey.holdout, customer_id, attributes).out:
        return True
    enforced = [one for one in policy.holdout if "observe" not in (one.mode, policy.mode)]
    return any(_runs(one, policy, at) and draw(one, customer_id, attributes).out for one in enforced)


def _runs(holdout: Holdout, policy: Policy, at: datetime) -> bool:
    begins, ends = period(holdout, policy)
    return (begins is None or begins <= at) and (ends is None or at < ends)


def _threshold(share: float) -> int:
    """In whole numbers: a share has at most six decimals, and as a float 7% of 10,000 is more than 700."""
    millionths = round(share * 1_000_000)
    return -(-millionths // 100)


def _household(attributes: Attributes) -> str | None:
    for name in _HOUSEHOLD:
        value = attributes.get(name)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else instant_of(day, time(0), zone)
