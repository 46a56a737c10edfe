"""Makes the report over imported messages, which needs nothing else: how they collide, and what rules would stop."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from audit.queries.sent_by_all import SentMessage, count_imported, each_imported
from engine.language.policy import Policy
from engine.language.rules.selectors import Selector
from trials.auditing.counting import Counting
from trials.imported.clashing import Clashing
from trials.imported.judging import Consents, Judging, Messages, Verdict
from trials.imported.policies import enforced
from trials.imported.result import ImportedReport
from trials.imported.ruling import Ruling

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
        self._policy = enforced(policy)
        self._consents = consents
        self._counting = Counting(zone, more_than)
        self._clashing = Clashing(zone, onboarding, broadcast)
        self._ruling = Ruling(policy, zone, consents_given=consents is not None)

    def run(
        self,
        database: Engine,
        since: datetime | None = None,
        until: datetime | None = None,
        progress: Progress | None = None,
    ) -> ImportedReport:
        total, done = count_imported(database, since, until), 0

        def told(hers: Messages, verdicts: Sequence[Verdict]) -> None:
            nonlocal done
            self._take(hers, verdicts)
            done += len(hers)
            if progress is not None:
                progress(done, total)

        judging = Judging(self._policy, self._consents, total, told)
        try:
            _by_customer(database, judging.take, since, until)
        finally:
            judging.finish()
        return ImportedReport(traffic=self._counting.traffic(), clash=self._clashing.clash(), rules=self._ruling.says())

    def _take(self, hers: Messages, verdicts: Sequence[Verdict]) -> None:
        for one in hers:
            self._counting.take(one)
        self._clashing.take(hers)
        self._ruling.take(hers, verdicts)


def _by_customer(
    database: Engine, take: Callable[[Messages], None], since: datetime | None, until: datetime | None
) -> None:
    hers: list[SentMessage] = []

    def add(one: SentMessage) -> None:
        nonlocal hers
        if hers and hers[-1].customer_id != one.customer_id:
            take(hers)
            hers = []
        hers.append(one)

    each_imported(database, add, since, until)
    if hers:
        take(hers)
