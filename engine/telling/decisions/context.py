"""What the sentences about a decision need besides it: her zone, titles, and the messages that its evidence names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from engine.language.policy import Policy
from engine.telling.decisions.fate import Fate
from engine.telling.phrases import clock
from engine.telling.titles import Titles

MOST_NAMED = 5


@dataclass(frozen=True)
class Context:
    """Of one decision."""

    at: datetime
    """when it was decided"""
    zone: ZoneInfo
    titles: Titles
    fates: Mapping[str, Fate]
    """message id → what is on record of it"""
    policy: Policy | None = None
    """under which it was decided"""

    def time(self, at: datetime | str) -> str:
        """In her zone; without the date on the day of the decision."""
        instant = datetime.fromisoformat(at) if isinstance(at, str) else at
        local, decided = instant.astimezone(self.zone), self.at.astimezone(self.zone)
        return f"{local:%H:%M}" if local.date() == decided.date() else clock(instant, self.zone)

    def whole_time(self, at: datetime | str) -> str:
        """In her zone, with the date."""
        return clock(datetime.fromisoformat(at) if isinstance(at, str) else at, self.zone)

    def title(self, message: str) -> str:
        """Of a message by its key, in quotes."""
        return f"“{self.titles.message(message)}”"

    def named(self, message_id: str, message: str | None = None) -> str:
        """“Welcome to your new phone” (sent 08:10 by email); its key, or the id, where nothing is on record of it."""
        fate = self.fates.get(message_id)
        if fate is None:
            return self.title(message) if message else f"message {message_id}"
        if fate.sent_at is None:
            return self.title(fate.message)
        by = f" by {fate.channel}" if fate.channel else ""
        who = f", {fate.department}" if fate.elsewhere else ""
        will = "planned for" if fate.planned and fate.sent_at > self.at else "sent"
        return f"{self.title(fate.message)} ({will} {self.time(fate.sent_at)}{by}{who})"

    def all_named(self, message_ids: Iterable[str]) -> str:
        """At most five by name, the others by their number."""
        return listed([self.named(one) for one in message_ids])


def listed(names: list[str], most: int = MOST_NAMED) -> str:
    """`a, b and c`; at most so many, the others by their number."""
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def texts(value: JsonValue) -> list[str]:
    """The texts of a list in an evidence; none of anything else."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
