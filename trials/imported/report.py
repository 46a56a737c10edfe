"""Makes the report over imported messages, which needs nothing else: how they collide, and what rules would stop."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from audit.queries.sent_by_all import SentMessage, count_imported, each_imported
from engine.language.policy import Policy
from engine.language.rules.selectors import Selector
from trials.auditing.counting import Counting
from trials.imported.clashing import Clashing
from trials.imported.policies import alone, enforced
from trials.imported.result import ImportedReport
from trials.imported.ruling import Consents, Ruling

Progress = Callable[[int, int], None]
"""Told after each customer: how many messages are done, of how many."""


class ImportedAudit:
    """One report; days and weeks are those of `zone`."""

    def __init__(
        self,
        policy: Policy,
        zone: ZoneInfo,
        more_than: int,
        onboarding: Selector,
        broadcast: Selector,
        consents: Consents | None,
    ) -> None:
        self._counting = Counting(zone, more_than)
        self._clashing = Clashing(zone, onboarding, broadcast)
        self._ruling = Ruling(alone(enforced(policy)), 1, zone, consents)
        self._hers: list[SentMessage] = []
        self._done = 0

    def run(
        self,
        database: Engine,
        since: datetime | None = None,
        until: datetime | None = None,
        progress: Progress | None = None,
    ) -> ImportedReport:
        total = count_imported(database, since, until)

        def take(one: SentMessage) -> None:
            if self._hers and self._hers[-1].customer_id != one.customer_id:
                self._close()
                if progress is not None:
                    progress(self._done, total)
            self._hers.append(one)

        each_imported(database, take, since, until)
        self._close()
        return ImportedReport(traffic=self._counting.traffic(), clash=self._clashing.clash(), rules=self._ruling.says())

    def _close(self) -> None:
        """Everything of one customer is here."""
        hers, self._hers = self._hers, []
        if hers:
            for one in hers:
                self._counting.take(one)
            self._clashing.take(hers)
            self._ruling.take(hers)
            self._done += len(hers)
