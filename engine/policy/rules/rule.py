"""What a rule is: it looks at a case on a channel, and says the same of its evidence at any later time."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, NamedTuple

from engine.contracts.journal import RuleLook, Verdict
from engine.language.rules.base import Mode
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.case import Case


class Ruling(NamedTuple):
    """What follows from a rule's evidence."""

    verdict: Verdict
    reason: Reason | None = None
    until: datetime | None = None


PASSES = Ruling("send")


class Rule(ABC):
    """One kind of rule; a new one is a file of this folder and a line in `engine/policy/rules/all.py`."""

    kind: ClassVar[str]
    """How decisions call it."""

    @abstractmethod
    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        """A look for everything of this kind in the policy that concerns the message on the channel."""

    @abstractmethod
    def verdict(self, evidence: Attributes) -> Ruling:
        """Pure, and of the evidence alone: a decision on record can be judged again."""

    def look(
        self,
        case: Case,
        channel: Channel | None,
        evidence: Attributes,
        *,
        name: str = "",
        mode: Mode | None = None,
        changes: datetime | None = None,
    ) -> RuleLook:
        """The evidence under its verdict; `mode` for rules of the policy file, which may only observe.

        `changes` is the earliest instant at which the clock alone can change the evidence.
        """
        ruling = self.verdict(evidence)
        return RuleLook(
            rule=self.kind,
            name=name,
            verdict=ruling.verdict,
            reason=ruling.reason,
            until=ruling.until,
            channel=channel,
            evidence=evidence,
            observed=mode is not None and "observe" in (mode, case.policy.mode),
            changes=changes,
        )


def told(instant: datetime | None) -> str | None:
    """An instant as evidence."""
    return None if instant is None else instant.isoformat()


def instant_in(evidence: Attributes, key: str) -> datetime | None:
    """The instant that a piece of evidence tells."""
    value = evidence.get(key)
    return datetime.fromisoformat(value) if isinstance(value, str) else None
