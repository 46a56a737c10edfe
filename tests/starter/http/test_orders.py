"""Every order about a customer over HTTP reaches her as what it is, with who gave it and why."""

from datetime import UTC, datetime

from audit.ledger import SqlLedger
from engine.contracts.answers import Unknown
from engine.contracts.inputs import Control
from engine.contracts.ports import Claimed
from engine.contracts.verbs import Cancel, Exit, LetOut, Pause, Resume, SetFacts, SetProfile, Settle, Skip, Verb
from engine.language.terms import Channel
from tests.audit.samples import RENDERED, decided, deliver, journal, profile, record
from tests.starter.doorway import Doorway
from tests.starter.http.doors import doors_without_temporal

ORDERS: list[tuple[str, dict[str, object], Verb]] = [
    ("pause", {"channel": "email"}, Pause(channel=Channel.EMAIL, reason="she called")),
    ("resume", {"journey": "win-back"}, Resume(journey="win-back", reason="she called")),
    ("exit", {"journey": "win-back", "key": "k"}, Exit(journey="win-back", key="k")),
    ("skip", {"journey": "win-back"}, Skip(journey="win-back")),
    ("set", {"journey": "win-back", "facts": {"vip": True}}, SetFacts(journey="win-back", facts={"vip": True})),
    ("set", {"facts": {"first_name": "Ann"}}, SetProfile(attributes={"first_name": "Ann"})),
    ("release", {"message_id": "m-1"}, LetOut(message_id="m-1")),
    ("cancel", {"message_id": "m-1"}, Cancel(message_id="m-1")),
    ("settle", {"message_id": "m-1", "outcome": "accepted"}, Settle(message_id="m-1", accepted=True)),
    ("settle", {"message_id": "m-1", "outcome": "refused"}, Settle(message_id="m-1", accepted=False)),
]


async def test_each_order_is_the_verb_of_its_name(doorway: Doorway) -> None:
    await _has_a_message_nobody_knows_the_outcome_of(doorway)
    async with doors_without_temporal(doorway) as doors:
        headers = doors.headers("operate")
        for number, (path, body, _) in enumerate(ORDERS):
            said = {"id": f"o-{number}", "reason": "she called", **body}
            answer = await doors.http.post(f"/v1/customers/c-1/{path}", json=said, headers=headers)
            assert answer.json() == {"id": f"o-{number}", "taken": "stored"}, (path, answer.text)
    kept = [one.input for one in doorway.inbox if isinstance(one.input, Control)]
    assert [one.order for one in kept] == [verb for _, _, verb in ORDERS]
    assert {one.reason for one in kept} == {"she called"}
    assert all(one.operator.startswith("key test (") for one in kept)


async def _has_a_message_nobody_knows_the_outcome_of(doorway: Doorway) -> None:
    key = doorway.settings.outgoing.address_key.get_secret_value().encode()
    ledger = SqlLedger(doorway.database, address_key=key)
    await ledger.record(record(journal(decided(0), profile=profile()), catalogue=1))
    command = deliver(decided_at=datetime.now(UTC), catalogue=1)
    assert isinstance(await ledger.claim(command, RENDERED, 60), Claimed)
    await ledger.settle(command, Unknown())
    await ledger.close()
