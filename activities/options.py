"""Time-outs and retries of every activity, each with its reason; nobody else spells one."""

from datetime import timedelta

from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType, ActivityConfig

from engine.telling.phrases import clipped

LEASE = timedelta(seconds=20)
"""How long a claim keeps others away: the provider's time-out and a margin; shorter than the attempt."""

_OUR_FAULTS = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=20),
)

# An attempt outlives the lease, so that the next attempt finds it lapsed and says `unknown`. Retries cover our own
# faults only (database, worker) and end within two minutes: everything else comes back and is decided again.
DELIVER = ActivityConfig(
    start_to_close_timeout=timedelta(seconds=30),
    schedule_to_close_timeout=timedelta(seconds=120),
    retry_policy=_OUR_FAULTS,
    # taken back between attempts it ends at once; a request that was written runs to its end and says how it went
    cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
)

# Asked for again and again while the other side is away; after that it counts as sent, and somebody is told.
WITHDRAW = ActivityConfig(
    start_to_close_timeout=timedelta(seconds=30),
    schedule_to_close_timeout=timedelta(minutes=10),
    retry_policy=_OUR_FAULTS,
)

# Two inserts and an upsert; when the database is away for longer, the journal stays in the state and comes again.
RECORD = ActivityConfig(
    start_to_close_timeout=timedelta(seconds=15),
    schedule_to_close_timeout=timedelta(seconds=120),
    retry_policy=_OUR_FAULTS,
)

# Nothing may be decided before it is known who opted out: it is tried for as long as it takes.
RECALL = ActivityConfig(
    start_to_close_timeout=timedelta(seconds=30),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=60)),
)


def lookup(timeout: float) -> ActivityConfig:
    """The plan's time-out (seconds) for one attempt, and one more attempt if our own worker was at fault."""
    return ActivityConfig(
        start_to_close_timeout=timedelta(seconds=timeout + 5),
        schedule_to_close_timeout=timedelta(seconds=2 * timeout + 30),
        retry_policy=RetryPolicy(maximum_attempts=2),
    )


def named(config: ActivityConfig, summary: str) -> ActivityConfig:
    """The same options under the line that the Temporal UI shows, as far as it fits."""
    return {**config, "summary": clipped(summary)}
