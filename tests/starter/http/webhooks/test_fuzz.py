"""Whatever comes, signed or not: never a fault of ours, and what is answered with success is kept."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import from_json

from audit.said import EVERY_CHANNEL, Said
from starter.http.problems import Problem
from starter.http.webhooks.sendgrid.events import read_events
from starter.http.webhooks.sendgrid.signature import is_signed, public_key
from starter.http.webhooks.tasks.events import read_task
from starter.http.webhooks.tasks.signature import is_signed as is_task_signed
from starter.http.webhooks.twilio.inbound import read_inbound
from starter.http.webhooks.twilio.signature import AUTH_TOKEN_SIGNS, is_body_of, shared_key_algorithm
from starter.http.webhooks.twilio.signature import is_signed as is_twilio_signed
from starter.http.webhooks.twilio.statuses import read_status
from tests.starter.http.webhooks.desk import Desk
from tests.starter.http.webhooks.signing import SendGridSigner, task_headers, twilio_form
from tests.starter.http.webhooks.test_sendgrid import SAMPLES

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEY = public_key(SendGridSigner().public)

words = st.text(max_size=30) | st.sampled_from(["m-1", "bounce", "open", "dropped", "call_back_at", "\0", "9" * 400])
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4), max_leaves=12
)
keys = st.sampled_from(
    ["event", "sg_event_id", "timestamp", "twostep_message_id", "twostep_attempt", "reason", "type", "url", "useragent"]
)
sendgrid_events = st.dictionaries(keys | words, values, max_size=10)
forms = st.dictionaries(
    st.sampled_from(["MessageSid", "MessageStatus", "SmsStatus", "From", "Body", "OptOutType", "ErrorCode"]) | words,
    words,
    max_size=10,
)
task_bodies = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["task.outcome", "task.printed", "task.posted", "task.returned"]) | words,
        "timestamp": st.just("2026-11-22T10:00:00Z") | values,
        "data": st.dictionaries(
            st.sampled_from(["task_id", "outcome", "at", "call_back_at", "value", "attempt", "note"]),
            values,
            max_size=7,
        ),
    }
)
ONCE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)


def read(reading: Any, *arguments: Any) -> None:
    """It is read, or refused as malformed; what is read can be kept."""
    try:
        found = reading(*arguments)
    except Problem as problem:
        assert problem.status in (400, 413)
        return
    for one in found if isinstance(found, list) else [found]:
        assert Said.model_validate_json(one.model_dump_json()) == one
        assert "\0" not in f"{one.event_id}{one.kind}{one.message_id}{one.number}"


@given(st.lists(sendgrid_events, max_size=4) | values)
def test_sendgrids_events(found: object) -> None:
    read(read_events, from_json(json.dumps(found).encode("utf-8", "replace")), NOW)


@given(forms, forms)
def test_twilios_forms(form: dict[str, str], asked: dict[str, str]) -> None:
    read(read_status, form, asked, NOW)
    read(read_inbound, form, NOW)


@given(task_bodies | values, words)
def test_tasks(found: object, webhook_id: str) -> None:
    read(read_task, found, webhook_id, EVERY_CHANNEL, NOW)


@given(st.text(), st.text(), st.binary(max_size=50), st.lists(st.tuples(st.text(), st.text()), max_size=3))
def test_signatures_that_are_none(signature: str, other: str, body: bytes, pairs: list[tuple[str, str]]) -> None:
    assert not is_signed(KEY, signature, other, body)
    assert not is_task_signed([b"secret"], other, other, body, signature)
    hashed_by = shared_key_algorithm(other) or AUTH_TOKEN_SIGNS
    assert not is_twilio_signed(["secret"], signature, "https://a.b/c?d=e", pairs, hashed_by)
    assert not is_body_of(f"https://a.b/c?bodySHA256={signature}", body)


@ONCE
@given(
    st.binary(max_size=200) | st.builds(lambda found: json.dumps(found).encode(), st.lists(sendgrid_events, max_size=3))
)
async def test_signed_bodies_for_sendgrids_door(desk: Desk, body: bytes) -> None:
    answer = await desk.http.post("/webhooks/sendgrid", content=body, headers=desk.sendgrid.headers(body))
    assert answer.status_code in (204, 400)


@ONCE
@given(st.binary(max_size=200) | st.builds(lambda found: json.dumps(found).encode(), task_bodies))
async def test_signed_bodies_for_the_door_of_tasks(desk: Desk, body: bytes) -> None:
    answer = await desk.http.post("/webhooks/tasks", content=body, headers=task_headers(body))
    assert answer.status_code in (204, 400)


@ONCE
@given(forms.filter(lambda form: "\ud800" not in urlencode(form)))
async def test_signed_forms_for_twilios_doors(desk: Desk, form: dict[str, str]) -> None:
    for path in ("/webhooks/twilio/status?m=m-1", "/webhooks/twilio/inbound"):
        assert (await twilio_form(desk.http, path, form)).status_code in (200, 204, 400)


@ONCE
@given(
    st.binary(max_size=100),
    st.text(st.characters(codec="latin-1"), max_size=40),
    st.sampled_from(["a=b", "%ff", "m=%00&a=1"]),
)
async def test_unsigned_bodies_for_every_door(desk: Desk, body: bytes, header: str, query: str) -> None:
    names = ["X-Twilio-Signature", "webhook-id", "webhook-timestamp", "webhook-signature"]
    names += ["X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp"]
    headers = [("Content-Type", "application/json"), *((name, header.strip()) for name in names)]
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    for path in ("sendgrid", "tasks", "twilio/status", "twilio/inbound"):
        answer = await desk.http.post(f"/webhooks/{path}?{query}", content=body, headers=raw)
        assert answer.status_code in (400, 401, 403), answer.text
    assert desk.kinds == []


@pytest.mark.parametrize("cut", range(0, 300, 23))
async def test_a_truncated_batch_is_refused_whole(desk: Desk, cut: int) -> None:
    body = json.dumps([sample for sample, _ in SAMPLES.values()]).encode()[: -1 - cut]
    answer = await desk.http.post("/webhooks/sendgrid", content=body, headers=desk.sendgrid.headers(body))
    assert answer.status_code == 400
    assert desk.kinds == []
