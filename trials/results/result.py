"""What came of a journey: how far people came, what they got and answered, and arm against control."""

from typing import Literal

from engine.model import Frozen, Instant


class StepCount(Frozen):
    step: str
    came: int
    """enrolments that stood there or proposed its message"""
    standing: int
    """of those, the ones that stand there now"""


class MessageCount(Frozen):
    """Messages by what became of them; `sent`, and everything said, counts each once."""

    message: str
    sent: int
    unknown: int
    """of the sent ones, those of which nobody knows whether they went out"""
    answered: int
    """opened, clicked or replied to by a person"""
    opened: int
    clicked: int
    replied: int
    bounced: int
    unsubscribed: int
    complained: int
    shadow: int
    """decided and, being tried in shadow only, not sent"""
    waiting: int
    """held, or on their way"""
    dropped: dict[str, int]
    """by reason"""


class Group(Frozen):
    """Enrolments that are looked at together."""

    kind: Literal["all", "version", "holdout", "arm"]
    name: str
    entered: int
    customers: int
    inside: int
    """enrolments that run now: who was erased is in none"""
    ended: dict[str, int]
    """by outcome"""
    steps: tuple[StepCount, ...]
    messages: tuple[MessageCount, ...]
    goals: int
    """enrolments that reached the goal"""
    converted: int
    """customers who reached it at least once"""
    value: float

    @property
    def sent(self) -> int:
        return sum(one.sent for one in self.messages)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.messages)

    @property
    def unsubscribed(self) -> int:
        return sum(one.unsubscribed for one in self.messages)

    @property
    def complained(self) -> int:
        return sum(one.complained for one in self.messages)


class Comparison(Frozen):
    """Customers who reached the goal, of one group and of another; the intervals are of 95 %."""

    group: str
    against: str
    rate: float
    rate_against: float
    difference: float
    low: float
    high: float
    lift: float | None
    """relative: 0.25 is a quarter more; None: nobody of `against` reached the goal"""
    lift_low: float | None
    lift_high: float | None
    enough: bool
    """whether each group has at least five who did and five who did not"""

    @property
    def says(self) -> Literal["more", "fewer", "no difference shown", "too few to say"]:
        if not self.enough:
            return "too few to say"
        if self.low > 0:
            return "more"
        return "fewer" if self.high < 0 else "no difference shown"


class JourneyResults(Frozen):
    """Of the enrolments that entered from `since` to before `until`."""

    journey: str
    since: Instant | None
    until: Instant | None
    goal: str | None
    """the trigger of the newest version's goal; None: it has none"""
    groups: tuple[Group, ...]
    """all; by version, oldest entry first; by holdout; by arm of each split, without those in control"""
    comparisons: tuple[Comparison, ...]
