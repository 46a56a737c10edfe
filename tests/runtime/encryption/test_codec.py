"""What leaves the process is unreadable without the customer's own key, and what nobody can read is no error."""

import base64
import gc
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from temporalio.api.common.v1 import Payload
from temporalio.converter import ActivitySerializationContext, SerializationContext, WorkflowSerializationContext

from audit.database import write
from audit.keys import SqlKeyStore, destroy_key
from engine.contracts.ports import KeyDestroyed, KeyUnknown, WrappedKey
from engine.telling.phrases import SUMMARY_BYTES
from runtime.encryption.codec import ENCODING, KEY_ID, EncryptionCodec, PayloadUnreadable, ReadingCodec
from runtime.encryption.keyring import KEPT_FOR, DataKey, Keyring
from runtime.encryption.master_keys import MasterKeyMissing, MasterKeys
from runtime.encryption.rewrapping import rewrap_all
from tests.databases import migrated, sqlite_url

SECRET = Payload(metadata={"encoding": b"json/plain"}, data=b'"Lovelace, 12 Canary Street"')
ONE, TWO = (base64.b64encode(letter * 32).decode() for letter in (b"1", b"2"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    with migrated(sqlite_url(tmp_path)) as opened:
        yield opened


def codec(
    database: Engine, masters: str = f"one:{ONE}", *, clock: Callable[[], float] = time.monotonic
) -> EncryptionCodec:
    return EncryptionCodec(Keyring(SqlKeyStore(database), MasterKeys.read(masters), clock=clock))


def about(customer: str) -> SerializationContext:
    return WorkflowSerializationContext(namespace="default", workflow_id=f"customer-{customer}")


def at_an_activity(customer: str) -> SerializationContext:
    return ActivitySerializationContext(
        namespace="default",
        activity_id="1",
        activity_type="deliver",
        activity_task_queue="q",
        workflow_id=f"customer-{customer}",
        workflow_type="Customer",
        is_local=False,
    )


async def sealed(written: EncryptionCodec, customer: str) -> Payload:
    [payload] = await written.with_context(about(customer)).encode([SECRET])
    return payload


async def test_it_comes_back_as_it_was_and_nothing_of_it_shows(database: Engine) -> None:
    payload = await sealed(codec(database), "ann")
    assert payload.metadata["encoding"] == ENCODING
    assert set(payload.metadata) == {"encoding", KEY_ID}
    assert b"Canary" not in payload.SerializeToString()
    assert await codec(database).decode([payload]) == [SECRET]  # another process, without a context


async def test_an_encrypted_summary_fits_into_what_temporal_takes_of_one(database: Engine) -> None:
    longest = Payload(metadata={"encoding": b"json/plain"}, data=f'"{"x" * SUMMARY_BYTES}"'.encode())
    [payload] = await codec(database).with_context(about("ann")).encode([longest])
    assert len(payload.SerializeToString()) <= 400


async def test_the_same_text_never_looks_the_same(database: Engine) -> None:
    written = codec(database)
    assert (await sealed(written, "ann")).data != (await sealed(written, "ann")).data


async def test_a_customer_has_one_key_in_every_context_and_shares_it_with_nobody(database: Engine) -> None:
    written = codec(database)
    [activity] = await written.with_context(at_an_activity("ann")).encode([SECRET])
    [nobody] = await written.encode([SECRET])
    keys = [
        one.metadata[KEY_ID] for one in (await sealed(written, "ann"), activity, await sealed(written, "bob"), nobody)
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


async def test_what_was_written_in_the_clear_is_passed_on(database: Engine) -> None:
    assert await codec(database).decode([SECRET, await sealed(codec(database), "ann")]) == [SECRET, SECRET]


async def test_with_the_key_destroyed_there_is_a_tombstone_and_no_new_key(database: Engine) -> None:
    theirs = await sealed(codec(database), "bob")
    hers = await sealed(codec(database), "ann")
    write(database, lambda connection: destroy_key(connection, "ann"))
    after = codec(database)
    [tombstone, other] = await after.with_context(about("ann")).decode([hers, theirs])
    assert json.loads(tombstone.data) == {"erased": True, "customer_id": "ann"}
    assert other == SECRET
    assert [json.loads(one.data) for one in await after.decode([hers])] == [{"erased": True}]
    with pytest.raises(KeyDestroyed):
        await sealed(after, "ann")


async def test_a_destroyed_key_is_forgotten_by_who_had_it(database: Engine) -> None:
    now = [0.0]
    busy = codec(database, clock=lambda: now[0])
    payload = await sealed(busy, "ann")
    write(database, lambda connection: destroy_key(connection, "ann"))
    assert await busy.decode([payload]) == [SECRET]
    now[0] += KEPT_FOR + 1
    assert await busy.decode([payload]) != [SECRET]
    with pytest.raises(KeyDestroyed):
        await sealed(busy, "ann")


async def test_a_destroyed_key_leaves_the_memory_of_a_process_that_only_writes(database: Engine) -> None:
    now = [0.0]
    door = codec(database, clock=lambda: now[0])
    key_id = (await sealed(door, "ann")).metadata[KEY_ID].decode()
    assert len(in_memory(key_id)) == 1
    write(database, lambda connection: destroy_key(connection, "ann"))
    now[0] += KEPT_FOR + 1
    with pytest.raises(KeyDestroyed):
        await sealed(door, "ann")
    gc.collect()
    assert in_memory(key_id) == []


def in_memory(key_id: str) -> list[DataKey]:
    return [one for one in gc.get_objects() if isinstance(one, DataKey) and one.id == key_id]


async def test_a_key_of_another_ledger_is_an_error_and_no_tombstone(database: Engine, tmp_path: Path) -> None:
    payload = await sealed(codec(database), "ann")
    with migrated(sqlite_url(tmp_path)) as other, pytest.raises(KeyUnknown, match="DATABASE_URL"):
        await codec(other).decode([payload])


async def test_a_changed_payload_is_refused(database: Engine) -> None:
    payload = await sealed(codec(database), "ann")
    changed = Payload(metadata=dict(payload.metadata), data=payload.data[:-1] + bytes([payload.data[-1] ^ 1]))
    with pytest.raises(PayloadUnreadable):
        await codec(database).decode([changed])


async def test_master_keys_are_rotated_and_old_wraps_stay_readable(database: Engine) -> None:
    old = await sealed(codec(database, f"one:{ONE}"), "ann")
    both = f"two:{TWO},one:{ONE}"
    new = await sealed(codec(database, both), "bob")
    store = SqlKeyStore(database)
    assert {key.master for key in (store.of_owner("ann"), store.of_owner("bob")) if key} == {"one", "two"}
    assert await codec(database, both).decode([old, new]) == [SECRET, SECRET]
    with pytest.raises(MasterKeyMissing, match=r"'one'.*rewrap"):
        await codec(database, f"two:{TWO}").decode([old])
    with pytest.raises(MasterKeyMissing, match="is not the one"):
        await codec(database, f"one:{TWO}").decode([old])


async def test_of_two_processes_at_once_one_makes_the_key(database: Engine) -> None:
    store, masters = SqlKeyStore(database), MasterKeys.read(f"one:{ONE}")
    first = store.add(masters.wrap("ann", "k1", b"a" * 32))
    second = store.add(masters.wrap("ann", "k2", b"b" * 32))
    assert first == second
    assert masters.unwrap(second) == b"a" * 32


async def test_the_memory_of_keys_is_bounded(database: Engine) -> None:
    asked: list[str] = []

    class Counting(SqlKeyStore):
        def by_id(self, key_id: str) -> WrappedKey:
            asked.append(key_id)
            return super().by_id(key_id)

    small = EncryptionCodec(Keyring(Counting(database), MasterKeys.read(f"one:{ONE}"), most=2))
    payloads = [await sealed(small, name) for name in ("ann", "bob", "cleo")]
    assert await small.decode(payloads[1:]) == [SECRET] * 2
    assert asked == []
    assert await small.decode(payloads[:1]) == [SECRET]
    assert len(asked) == 1


async def test_a_replay_reads_and_writes_nothing(database: Engine) -> None:
    written = codec(database)
    payload = await sealed(written, "ann")
    reading = ReadingCodec(written)
    assert await reading.decode([payload]) == [SECRET]
    assert await reading.encode([SECRET]) == [SECRET]


async def test_rewrapped_no_key_needs_the_old_master_key_and_no_destroyed_one_comes_back(database: Engine) -> None:
    payloads = [await sealed(codec(database, f"one:{ONE}"), name) for name in ("ann", "bob", "cleo")]
    write(database, lambda connection: destroy_key(connection, "cleo"))
    done: list[int] = []
    both = MasterKeys.read(f"two:{TWO},one:{ONE}")
    assert rewrap_all(SqlKeyStore(database), both, progress=done.append) == 2
    assert done == [2]
    assert rewrap_all(SqlKeyStore(database), both) == 0
    read = await codec(database, f"two:{TWO}").decode(payloads)
    assert read[:2] == [SECRET, SECRET]
    assert json.loads(read[2].data) == {"erased": True}
