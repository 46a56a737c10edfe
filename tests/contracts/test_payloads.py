"""Golden payloads: what an earlier build wrote is read as it was meant, and written again the same."""

import json
from typing import Any, get_type_hints

import pytest
from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload

from activities.deliver import Delivering
from activities.lookup import LookingUp
from activities.record import Recording
from runtime.temporal import TwostepPlugin
from tests.contracts.wire import EARLIER, GOLDEN, PAYLOADS
from trials.replaying.acts import MODELS
from workflows.customer import CustomerWorkflow

ENCODING = {"encoding": b"json/plain"}


def converter() -> Any:
    made = TwostepPlugin(None).data_converter
    assert made is not None and not callable(made)
    return made.payload_converter


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_golden_payload_is_read_and_written_again_the_same(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    payload = Payload(metadata=ENCODING, data=json.dumps(golden).encode())
    value = converter().from_payload(payload, PAYLOADS[name])
    again = converter().to_payload(value)
    assert dict(again.metadata) == ENCODING
    assert json.loads(again.data) == golden


@pytest.mark.parametrize("name", sorted(path.stem for path in EARLIER.iterdir()))
def test_what_an_earlier_build_wrote_is_read_without_a_loss(name: str) -> None:
    """Fields were added since; none that stood there may be read as something else."""
    earlier = json.loads((EARLIER / f"{name}.json").read_text(encoding="utf-8"))
    value = converter().from_payload(Payload(metadata=ENCODING, data=json.dumps(earlier).encode()), PAYLOADS[name])
    assert kept(earlier, json.loads(converter().to_payload(value).data)) == earlier


def kept(earlier: Any, now: Any) -> Any:
    """Of what stands there now, what stood there before."""
    match earlier, now:
        case dict(), dict():
            return {name: kept(value, now[name]) for name, value in earlier.items() if name in now}
        case list(), list():
            return [kept(*both) for both in zip(earlier, now, strict=False)]
        case _:
            return now


def test_every_golden_payload_has_its_type() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(PAYLOADS)


def test_every_message_of_the_workflow_has_a_golden_payload() -> None:
    definition = workflow._Definition.must_from_class(CustomerWorkflow)
    assert definition.signals and definition.updates and definition.queries
    for name, signal in definition.signals.items():
        assert signal.arg_types is not None
        assert signal.arg_types == [kind for key, kind in PAYLOADS.items() if key.startswith(f"signal-{name}")][:1]
    for name, update in definition.updates.items():
        assert update.arg_types == [PAYLOADS[f"update-{name}"]]
    for name, query in definition.queries.items():
        assert query.ret_type == PAYLOADS[f"query-{name}"]


@pytest.mark.parametrize("call", [Delivering.deliver, Recording.record, Recording.recall, LookingUp.look_up])
def test_every_activity_has_a_golden_input_and_answer(call: Any) -> None:
    definition = activity._Definition.from_callable(call)
    assert definition is not None and definition.name is not None
    key = f"activity-{definition.name.replace('_', '-')}"
    assert definition.arg_types == [PAYLOADS[key]] == [MODELS[definition.name]]
    answers = [kind for name, kind in PAYLOADS.items() if name.startswith(f"{key}-")]
    assert answers
    assert all(kind == get_type_hints(call, include_extras=True)["return"] for kind in answers)
