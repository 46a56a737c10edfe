"""The ledger beside Temporal's list and a provider's record: what the comparison alone says."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from audit.queries.customers import KnownCustomers
from audit.queries.mailed import Mailed, Mailing
from trials.auditing.comparing import with_provider, with_workflows

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PAST, COMING = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


def test_who_should_run_does_and_nobody_else() -> None:
    known = KnownCustomers(
        deadlines={"due": PAST, "due and running": PAST, "asleep": COMING, "at rest": None},
        others=frozenset({"begun"}),
        erased=frozenset({"gone", "haunting"}),
    )
    running = {"due and running", "begun", "haunting", "stranger"}
    found = {(one.kind, one.customer_id) for one in with_workflows(known, running, NOW)}
    assert found == {("not_running", "due"), ("erased_and_running", "haunting"), ("unknown_workflow", "stranger")}


def mailing(customer: str = "c-1", since: datetime = PAST, **outcomes: int) -> Mailing:
    return Mailing(customer, "sale", Counter(outcomes), since)


def kinds(ours: Mailing, theirs: int) -> list[str]:
    mailed = Mailed({"m-1": ours}, frozenset({"proof"}), frozenset({"erased"}))
    return [one.kind for one in with_provider(mailed, Counter({"m-1": theirs, "proof": 1}), NOW)]


def test_what_was_sent_again_on_record_is_not_twice_by_mistake() -> None:
    assert kinds(mailing(unknown=1, accepted=1), 2) == ["unknown_but_sent"]
    assert kinds(mailing(unknown=1, accepted=1), 3) == ["twice_at_provider"]
    assert kinds(mailing(unknown=1, accepted=1), 1) == []
    assert kinds(mailing(unknown=1), 1) == ["unknown_but_sent"]
    assert kinds(mailing(accepted=1, open=1), 2) == []


def test_what_is_too_new_or_erased_is_not_missed() -> None:
    assert kinds(mailing(accepted=1), 0) == ["not_at_provider"]
    assert kinds(mailing(accepted=1, since=COMING), 0) == []
    assert kinds(mailing("erased", accepted=1), 0) == []


def test_what_was_refused_and_is_there() -> None:
    assert kinds(mailing(refused=1), 1) == ["refused_but_sent"]
    assert kinds(mailing(refused=1), 0) == []
    assert kinds(mailing(open=1), 1) == []
