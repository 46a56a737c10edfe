"""Counts the enrolments of a group as they come, those of one customer together."""

from collections import Counter
from typing import Literal

from audit.queries.courses import Course, Sending
from trials.results.result import Group, MessageCount, StepCount

ANSWERS = frozenset({"opened", "clicked", "replied"})

Kind = Literal["all", "version", "holdout", "arm"]


class Tally:
    """One group; what is kept does not grow with the number of enrolments."""

    def __init__(self, kind: Kind, name: str) -> None:
        self.kind: Kind = kind
        self.name = name
        self.customers = 0
        self.converted = 0
        self._entered = 0
        self._goals = 0
        self._value = 0.0
        self._ended: Counter[str] = Counter()
        self._came: Counter[str] = Counter()
        self._standing: Counter[str] = Counter()
        self._messages: dict[str, Counter[str]] = {}
        self._dropped: dict[str, Counter[str]] = {}
        self._customer: str | None = None
        self._customer_converted = False

    def add(self, course: Course) -> None:
        """The enrolments of a customer come one after another."""
        self._entered += 1
        self._of_customer(course)
        self._goals += course.goal
        self._value += course.value
        if course.outcome is not None:
            self._ended[course.outcome] += 1
        self._came.update(course.steps)
        if course.standing is not None and course.outcome is None:
            self._standing[course.standing] += 1
        for sending in course.sendings.values():
            self._message(sending)

    def group(self, order: list[str]) -> Group:
        """`order`: the steps and messages of the journey as they are written; others follow by name."""
        return Group(
            kind=self.kind,
            name=self.name,
            entered=self._entered,
            customers=self.customers,
            inside=self._standing.total(),
            ended=dict(sorted(self._ended.items())),
            steps=tuple(
                StepCount(step=step, came=self._came[step], standing=self._standing[step])
                for step in _sorted(self._came.keys() | self._standing.keys(), order)
            ),
            messages=tuple(self._of_message(message) for message in _sorted(set(self._messages), order)),
            goals=self._goals,
            converted=self.converted,
            value=self._value,
        )

    def _of_customer(self, course: Course) -> None:
        if course.customer_id != self._customer:
            self.customers += 1
            self._customer, self._customer_converted = course.customer_id, False
        if course.goal and not self._customer_converted:
            self.converted += 1
            self._customer_converted = True

    def _message(self, one: Sending) -> None:
        counts = self._messages.setdefault(one.message, Counter())
        if one.sent:
            counts["sent"] += 1
            counts["unknown"] += "accepted" not in one.outcomes
            counts["answered"] += bool(one.said & ANSWERS)
            counts.update(one.said)
        elif one.verdict == "drop":
            self._dropped.setdefault(one.message, Counter())[one.reason or "unknown"] += 1
        elif "refused" in one.outcomes:
            self._dropped.setdefault(one.message, Counter())["refused"] += 1
        else:
            counts["shadow" if one.shadow else "waiting"] += 1

    def _of_message(self, message: str) -> MessageCount:
        counts = self._messages[message]
        told = {name: counts[name] for name in MessageCount.model_fields if name not in ("message", "dropped")}
        dropped = dict(sorted(self._dropped.get(message, Counter()).items()))
        return MessageCount.model_validate({"message": message, "dropped": dropped, **told})


def _sorted(names: set[str], order: list[str]) -> list[str]:
    place = {name: number for number, name in enumerate(order)}
    return sorted(names, key=lambda name: (place.get(name, len(place)), name))
