"""Verifies the ledger: within itself, beside Temporal, and beside the provider's own record."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Engine
from temporalio.client import Client

from audit.queries.customers import known_customers
from audit.queries.mailed import mailed
from audit.queries.verifying import ledger_now
from starter.auditing.provider import mails_at
from starter.auditing.workflows import running_customers, still_so
from trials.auditing.comparing import with_provider, with_workflows
from trials.auditing.findings import Finding, Verification
from trials.auditing.verifying import Progress, judged_again, within_ledger

GRACE = timedelta(minutes=10)
"""What is younger may be on its way: an activity is tried again for some minutes."""


async def verify(
    database: Engine,
    *,
    grace: timedelta = GRACE,
    client: Client | None = None,
    provider: str | None = None,
    since: datetime | None = None,
    progress: Progress | None = None,
) -> Verification:
    """`client`: compare with Temporal; `provider`: the address of a stand-in; `since` limits that comparison.

    Raises ProviderSilent, RPCError.
    """
    # asked first: whatever was taken by then, the ledger claimed before
    now = await asyncio.to_thread(ledger_now, database)
    mails = await mails_at(provider) if provider is not None else None
    running = await running_customers(client) if client is not None else None
    findings = await asyncio.to_thread(lambda: [*within_ledger(database, now - grace)])
    decisions, wrong = await asyncio.to_thread(judged_again, database, progress)
    findings += wrong
    if client is not None and running is not None:
        findings += await _beside_temporal(database, client, running, now - grace)
    if mails is not None:
        findings += await asyncio.to_thread(_beside_provider, database, mails, since, now)
    return Verification(
        decisions=decisions,
        workflows=None if running is None else len(running),
        mails=None if mails is None else mails.total(),
        findings=tuple(findings),
    )


async def _beside_temporal(
    database: Engine, client: Client, running: frozenset[str], before: datetime
) -> list[Finding]:
    known = await asyncio.to_thread(known_customers, database)
    return await still_so(client, with_workflows(known, running, before))


def _beside_provider(database: Engine, mails: Counter[str], since: datetime | None, now: datetime) -> list[Finding]:
    ours = mailed(database, None)
    found = with_provider(ours, mails, now)
    if since is None:
        return list(found)
    recent = mailed(database, since).mailings.keys()
    return [one for one in found if one.message_id in recent or one.message_id not in ours.mailings]
