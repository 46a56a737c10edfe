"""What lint says of the best of several messages, and of the addresses of channels of a team's own."""

from pathlib import Path

import pytest

from catalogue.drawing.boxes import box_of
from engine.language.steps import Send
from tests.catalogue.folders import POLICY, small_journey
from tests.catalogue.linting import Case, Changed, check_case, told


def step(written: str) -> Changed:
    return small_journey(f"  - {{ id: s, send: {written} }}")


def channels(written: str) -> Changed:
    return {
        "policy.yaml": POLICY.replace("channels: { email: {}, sms: {} }", f"channels: {{ email: {{}}, {written} }}")
    }


CASES: list[Case] = [
    (
        step("{ best_of: [receipt, welcom] }"),
        "small.yaml",
        6,
        "steps[0].send.best_of[1]",
        "there is no message 'welcom'",
        "did you mean 'welcome'?",
    ),
    (
        step("{ best_of: [receipt, receipt] }"),
        "small.yaml",
        6,
        "steps[0].send.best_of",
        "'receipt' stands twice among the best of",
        "remove one",
    ),
    (
        step("{ best_of: [receipt, welcome] }, priority: 99"),
        "small.yaml",
        6,
        "steps[0].priority",
        "priority 99 is above the message's own, 50",
        "a step only lowers it: write 50 or less",
    ),
    (
        step("{ best_of: [receipt, welcome] }, channels: [store]"),
        "small.yaml",
        6,
        "steps[0].channels",
        "the message 'receipt' goes by none of these",
        "a step only narrows the message's channels: email",
    ),
    (
        channels("whatsapp: { address: firstname }"),
        "policy.yaml",
        3,
        "channels.whatsapp.address",
        "'firstname' is not in the tracking plan",
        "did you mean 'first_name'?",
    ),
    (
        channels("call: { address: first_name }"),
        "policy.yaml",
        3,
        "channels.call.address",
        "the address of call is customer.phone",
        "remove `address`",
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_named_with_its_place_and_its_fix(tmp_path: Path, case: Case) -> None:
    check_case(tmp_path, case)


@pytest.mark.parametrize(
    "changed", [step("{ best_of: [receipt, welcome] }"), channels("whatsapp: { address: first_name }")]
)
def test_what_is_right_passes(tmp_path: Path, changed: Changed) -> None:
    assert [fault for fault in told(tmp_path, changed) if fault.level == "error"] == []


def test_its_box_names_all_of_them() -> None:
    box = box_of(Send.model_validate({"id": "s", "send": {"best_of": ["bread", "cake"]}}), {})
    assert (box.title, box.notes) == ("The best of", ("bread", "cake"))
