"""What is compiled to read and write payloads is compiled once in a process."""

from temporalio.client import ClientConfig
from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter
from temporalio.converter import WorkflowSerializationContext

from engine.contracts.answers import Accepted, Answer
from engine.model import Attributes
from runtime.payloads import SharedConverter
from runtime.temporal import TwostepPlugin

_ANSWER = Accepted(provider_id="p1")
_ATTRIBUTES: Attributes = {"city": "Bern", "lines": [1, 2.5, None], "note": "für Sie"}


def test_every_customers_converter_has_the_parts_of_all_others() -> None:
    one, other = SharedConverter().converters, SharedConverter().converters
    assert [*one] == [*PydanticPayloadConverter().converters]
    assert all(one[encoding] is other[encoding] for encoding in one)


def test_it_writes_what_the_sdks_own_writes_and_reads_it() -> None:
    ours, theirs = SharedConverter(), pydantic_data_converter.payload_converter
    for value, kind in ((_ANSWER, Answer), (_ATTRIBUTES, Attributes), (None, None), (b"raw", bytes)):
        written = ours.to_payloads([value])
        assert written == theirs.to_payloads([value])
        hints = [kind] if kind is not None else None
        assert ours.from_payloads(written, hints) == [value]  # type: ignore[arg-type]  # a union is a hint and no type


def test_a_workflow_that_loads_its_models_anew_does_not_leave_them_with_all_others() -> None:
    empty = ClientConfig()  # type: ignore[typeddict-item]  # what the plug-in sets is all that is looked at
    classes = {
        strict: TwostepPlugin(None, strict=strict).configure_client(empty.copy())["data_converter"]
        for strict in (False, True)
    }
    context = WorkflowSerializationContext(namespace="default", workflow_id="customer-ada")
    assert classes[False].with_context(context).payload_converter_class is SharedConverter
    assert classes[True].payload_converter_class is pydantic_data_converter.payload_converter_class
